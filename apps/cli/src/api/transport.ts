import { clock, monotonicMs, sleep } from '#libs/kernel';
import { sessionOf, type Connection } from '../connection.ts';
import { EXIT, Failure } from '../failure.ts';
import type { Session } from '../profiles.ts';

export interface Patience {
  /** How long a read is tried. */
  readonly readsForMs: number;
  /** How long a call with an idempotency key is tried. */
  readonly keyedCallsForMs: number;
  readonly callTimeoutMs: number;
}

export const PATIENCE: Patience = { readsForMs: 5_000, keyedCallsForMs: 60_000, callTimeoutMs: 60_000 };
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A session is refreshed this long before its token ends. */
const EARLY_MS = 30_000;

type Send = (request: Request) => Promise<Response>;

/** Adds the credential to a call, and repeats it where that is safe. */
export function transport(
  connection: Connection,
  saveSession: (session: Session) => void,
  patience: Patience = PATIENCE,
): Send {
  let { session } = connection;
  let refreshing: Promise<void> | undefined;

  return async (request) => {
    if (session && Date.parse(session.expires_at) - clock.now() < EARLY_MS) await refreshed();
    const response = await persistently(signed(request));
    if (response.status !== 401 || !session) return response;
    await refreshed();
    return persistently(signed(request));
  };

  function signed(request: Request): Request {
    const call = request.clone();
    if (connection.apiKey !== undefined) call.headers.set('x-api-key', connection.apiKey);
    else if (session) call.headers.set('authorization', `Bearer ${session.access_token}`);
    return call;
  }

  async function persistently(request: Request): Promise<Response> {
    const until = monotonicMs() + patienceFor(request);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const answer = await once(request.clone());
      const wait = answer instanceof Response ? await pauseBefore(answer, pauseMs) : pauseMs;
      if (wait !== undefined && monotonicMs() + wait <= until) await sleep(wait);
      else if (answer instanceof Response) return answer;
      else throw unreachable(connection.url, answer);
    }
  }

  function patienceFor({ method, headers }: Request): number {
    if (headers.has('idempotency-key')) return patience.keyedCallsForMs;
    return method === 'GET' ? patience.readsForMs : 0;
  }

  async function once(request: Request): Promise<Response | Error> {
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new DOMException('no answer in time', 'TimeoutError')),
      patience.callTimeoutMs,
    );
    try {
      return await fetch(request, { signal: late.signal });
    } catch (error) {
      return error as Error;
    } finally {
      // An answer may be read for longer.
      clearTimeout(timer);
    }
  }

  /** One refresh at a time: a refresh token is valid once. */
  async function refreshed(): Promise<void> {
    refreshing ??= refresh().finally(() => (refreshing = undefined));
    await refreshing;
  }

  async function refresh(): Promise<void> {
    const { username, refresh_token } = session!;
    const response = await persistently(
      new Request(`${connection.url}/api/v1/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ refresh_token }),
      }),
    );
    if (!response.ok) throw sessionEnded(connection.profile);
    session = sessionOf(username, (await response.json()) as Parameters<typeof sessionOf>[1]);
    saveSession(session);
  }
}

/** How long to wait before a repeat; undefined if a repeat would not help. */
async function pauseBefore(response: Response, ownMs: number): Promise<number | undefined> {
  const { status, headers } = response;
  const isBusy = [429, 502, 503, 504].includes(status) || (status === 409 && (await isStillRunning(response.clone())));
  if (!isBusy) return undefined;
  const askedMs = Number(headers.get('retry-after') ?? 0) * 1_000;
  return Math.max(ownMs, Number.isFinite(askedMs) ? askedMs : 0);
}

/** An earlier call with the same idempotency key has not been answered yet. */
async function isStillRunning(response: Response): Promise<boolean> {
  return (await response.text()).includes('"idempotency_in_progress"');
}

function unreachable(url: string, cause: Error): Failure {
  const { code = cause.name, message = code } = (cause.cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return new Failure(
    EXIT.unreachable,
    `${url} does not answer (${message}). Is Postrider running, and is the address right?`,
    {
      cause,
    },
  );
}

const sessionEnded = (profile: string): Failure =>
  new Failure(EXIT.notAllowed, `The session has ended. Log in again: \`postrider login --profile ${profile}\`.`);
