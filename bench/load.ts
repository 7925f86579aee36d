import { Pool } from 'undici';

export interface Call {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Where texts are handed over, and the form of the `n`th call. */
export interface Door {
  readonly url: string;
  call(n: number): Call;
}

export interface Shot {
  readonly status: number;
  /** Ms since the epoch at which it should have been sent. */
  readonly intended: number;
  /** From then to its answer. */
  readonly ms: number;
}

export interface Target {
  readonly url: string;
  readonly apiKey: string;
}

export type Body = (n: number) => unknown;

const PATH = '/api/v1/messages';
/** Longer than any answer that counts; a call without one ends the run. */
const ANSWER_WITHIN_MS = 60_000;

/** Our own API with one message a call. */
export const singles = (target: Target, body: Body): Door => ({
  url: target.url,
  call: (n) => post(PATH, target.apiKey, body(n)),
});

/** Our own API with many messages a call. */
export const batches = (target: Target, messages: (n: number) => readonly unknown[]): Door => ({
  url: target.url,
  call: (n) => post(`${PATH}/batch`, target.apiKey, { messages: messages(n) }),
});

/** `count` calls over `connections`, each sent when the one before it is answered. Returns calls per second. */
export async function closedLoop(door: Door, connections: number, count: number): Promise<number> {
  const pool = new Pool(door.url, { connections, pipelining: 1 });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const { status } = await fire(pool, door.call(next++), performance.now());
      if (status !== 202) throw new Error(`A send answered ${status}.`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const perSecond = (count / (performance.now() - started)) * 1000;
  await pool.close();
  return perSecond;
}

/** Calls at a constant rate, independent of the answers: latency counts from the intended time. */
export async function openLoop(door: Door, perSecond: number, count: number): Promise<Shot[]> {
  const pool = new Pool(door.url, { connections: 64, pipelining: 1 });
  const started = performance.now();
  const shots: Promise<Shot>[] = [];
  for (let n = 0; n < count; n++) {
    const intended = started + (n * 1000) / perSecond;
    const wait = intended - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    shots.push(fire(pool, door.call(n), intended));
  }
  const all = await Promise.all(shots);
  await pool.close();
  return all;
}

/** One batch; returns the milliseconds until its 202. */
export async function batch(target: Target, messages: readonly unknown[]): Promise<number> {
  return (
    (1 /
      (await closedLoop(
        batches(target, () => messages),
        1,
        1,
      ))) *
    1000
  );
}

export const post = (path: string, key: string, body: unknown): Call => ({
  path,
  method: 'POST',
  headers: { 'x-api-key': key, 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function fire(pool: Pool, { path, method = 'POST', headers, body }: Call, intended: number): Promise<Shot> {
  const answer = await pool.request({
    path,
    method,
    headers: headers ?? {},
    body: body ?? null,
    headersTimeout: ANSWER_WITHIN_MS,
  });
  await answer.body.dump();
  const ms = performance.now() - intended;
  return { status: answer.statusCode, intended: performance.timeOrigin + intended, ms };
}
