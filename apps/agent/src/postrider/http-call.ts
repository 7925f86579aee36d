import type { Answer } from '../agent/ports.ts';

export interface Call {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly token?: string;
  readonly body?: object;
  readonly timeoutMs: number;
}

/** Statuses that say nothing about the call itself: a disabled phone (403) may be enabled again. */
const COME_AGAIN = new Set([403, 408, 425, 426, 429]);
/** A server must not put a phone to sleep for longer. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** One call, whose every end is an answer. `read` throws if the body is not what it must be. */
export async function call<Value>(
  { url, method, token, body, timeoutMs }: Call,
  signal: AbortSignal,
  read: (body: unknown) => Value,
): Promise<Answer<Value>> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: 'error',
    });
    const text = await response.text();
    if (response.ok) return { kind: 'answered', value: read(JSON.parse(text)) };
    return refusal(response, text);
  } catch (error) {
    return { kind: 'away', why: causeOf(error as Error) };
  }
}

function refusal(response: Response, text: string): Answer<never> {
  const { status } = response;
  const why = detailIn(text) ?? `HTTP ${status}`;
  if (status === 401) return { kind: 'denied', why };
  if (status < 500 && !COME_AGAIN.has(status)) return { kind: 'refused', status, why };
  const seconds = Number(response.headers.get('retry-after') ?? '0');
  const retryAfterMs = seconds > 0 ? Math.min(seconds * 1_000, LONGEST_RETRY_AFTER_MS) : 0;
  return { kind: 'away', why, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) };
}

function detailIn(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === 'string' ? detail.slice(0, 300) : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch failed` tells nothing; its cause does. */
function causeOf({ message, cause }: Error): string {
  const { message: detail, code } = (cause ?? {}) as NodeJS.ErrnoException;
  // For a name with several addresses the message is empty.
  return detail || code || message;
}
