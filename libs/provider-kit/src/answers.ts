import type { ItemAnswer } from './adapter.ts';
import type { HttpResult, ResponseHeaders } from './exchange.ts';

export type NoResponse = Exclude<HttpResult, { kind: 'response' }>;

/** What an exchange without a whole response means for the attempt; the same for every vendor. */
export function answerWithoutResponse(result: NoResponse): ItemAnswer {
  switch (result.kind) {
    case 'too_late':
      return { outcome: 'not_started', vendor_code: 'too_late' };
    case 'not_sent':
      return { outcome: 'vendor_fault', fault: 'down', vendor_code: result.reason };
    case 'no_answer':
      return { outcome: 'unknown', vendor_code: result.reason };
  }
}

const LONGEST_WAIT_MS = 3_600_000;

/** `Retry-After` in milliseconds, from 1 second to 1 hour; undefined when it is absent or not in seconds. */
export function retryAfterMs(headers: ResponseHeaders): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.ceil(seconds * 1_000), 1_000), LONGEST_WAIT_MS) : undefined;
}

/** The body as a JSON object, or undefined when it is anything else. */
export function jsonObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
