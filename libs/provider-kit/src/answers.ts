import { clock, storable } from '#libs/kernel';
import type { ItemAnswer } from './adapter.ts';
import type { HttpResult, ResponseHeaders } from './http-exchange.ts';

export type NoResponse = Exclude<HttpResult, { kind: 'response' }>;

/** The outcome of an exchange without a whole response; the same for every vendor. */
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

/**
 * `Retry-After` in milliseconds, from 1 second to 1 hour; undefined if it is absent, or neither seconds nor an HTTP
 * date. A date is compared with the answer's own date, so that a clock that differs from ours does not matter.
 */
export function retryAfterMs(headers: ResponseHeaders): number | undefined {
  const wanted = oneOf(headers['retry-after']);
  const ms = SECONDS.test(wanted) ? Number(wanted) * 1_000 : httpDate(wanted) - answeredAt(headers);
  return Number.isFinite(ms) ? Math.min(Math.max(Math.ceil(ms), 1_000), LONGEST_WAIT_MS) : undefined;
}

const SECONDS = /^-?\d+(\.\d+)?$/;
/** RFC 9110 §5.6.7: the present form, and two that old servers send. All of them are in GMT. */
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function httpDate(text: string): number {
  if (!HTTP_DATES.some((form) => form.test(text))) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}

function answeredAt({ date }: ResponseHeaders): number {
  const at = httpDate(oneOf(date));
  return Number.isNaN(at) ? clock.now() : at;
}

const oneOf = (header: string | string[] | undefined): string => (Array.isArray(header) ? header[0]! : (header ?? ''));

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

const LONGEST_WORDS = 64;

/** Four digits of any script and more, also in groups. */
const LONG_NUMBER = /\p{Nd}(?:[ -]?\p{Nd}){3,}/gu;

/** What a vendor gives as a reason, as a code of ours: short, and without long numbers, which may be the recipient's. */
export const wordsOf = (reason: string): string =>
  storable(reason.slice(0, 1_000).replace(/\s+/g, ' ').replace(LONG_NUMBER, '#').trim(), LONGEST_WORDS);
