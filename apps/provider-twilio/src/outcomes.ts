import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  costOf,
  jsonObject,
  meaningOf,
  retryAfterMs,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';
import type { ReceiptStatus } from '#libs/contracts';

/**
 * Twilio's error codes by their meaning for an attempt; a code that is not listed means `request` with a 4xx.
 * `rejected` is used only for reasons that hold for every vendor: a number that cannot exist, nothing to send, an
 * opt-out, a block by the recipient or against fraud. `recipient` is a number that Twilio or this account does not
 * reach, or a text that it does not carry: a filter of its own, its longest text. `request` is our call, our sender or
 * our settings.
 */
export const CODES = codesOf({
  rejected: [21211, 21217, 21602, 21610, 21619, 21620, 30003, 30004, 30005, 30019, 30450],
  misconfigured: [20003, 20005, 20006, 70004, 90010, 30002],
  request: [
    20008, 20403, 20404, 21212, 21401, 21603, 21604, 21606, 21607, 21609, 21616, 21621, 21622, 21624, 21654, 21655,
    21656, 21658, 21659, 21660, 21704, 21705, 21708, 21709, 35111, 35114, 35118, 90007, 30009, 30010, 30011, 30018,
    30024, 30032, 30033, 30034, 30035,
  ],
  recipient: [21265, 21266, 21268, 21408, 21608, 21612, 21614, 21617, 21618, 21623, 21635, 21703, 30006, 30007],
  down: [20503],
  throttled: [20429, 21611, 63038, 30001, 30017, 30022, 30023, 30027, 30036],
  unknown: [20500, 30008, 30410],
});

/** What each status proves; the others (queued, sending, sent, ...) prove nothing yet. */
export const STATUSES: Readonly<Record<string, ReceiptStatus>> = {
  delivered: 'DELIVERED',
  read: 'DELIVERED',
  undelivered: 'UNDELIVERED',
  failed: 'UNDELIVERED',
};

/** The account's daily limit: a retry every second would not help. */
const DAILY_LIMIT = 63038;
const DAILY_LIMIT_WAIT_MS = 3_600_000;

const SID = /^(SM|MM)[0-9a-f]{32}$/i;

/**
 * The outcome of creating a message. Only Twilio's own error proves that nothing was sent; anything else is `unknown`.
 */
export function outcomeOf(result: HttpResult): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const body = jsonObject(result.body);
  if (result.status >= 200 && result.status < 300) return accepted(body) ?? unclear(result.status);
  if (!body || !Number.isInteger(body['code']) || 'sid' in body) return unclear(result.status);

  const code = body['code'] as number;
  return answerOf(meaningIn(result.status, code), String(code), waitMs(code, retryAfterMs(result.headers)));
}

function accepted(body: ReturnType<typeof jsonObject>): ItemAnswer | undefined {
  if (typeof body?.['sid'] !== 'string' || !SID.test(body['sid'])) return undefined;
  const { sid, price, price_unit: unit } = body as Record<string, unknown> & { sid: string };
  return { outcome: 'accepted', vendor_message_id: sid, ...costOf(price, unit) };
}

const unclear = (status: number): ItemAnswer => ({ outcome: 'unknown', vendor_code: `http_${status}` });

/** The status decides about a code that is not listed. A server error never proves that nothing was sent. */
function meaningIn(status: number, code: number): Meaning {
  const meaning = meaningOf(CODES, code);
  if (status === 503) return meaning === 'unknown' ? 'unknown' : 'down';
  if (meaning === 'down') return 'down';
  if (status >= 500 || status < 400) return 'unknown';
  return meaning ?? MEANING_OF_STATUS[status] ?? 'request';
}

export const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = { 401: 'misconfigured', 429: 'throttled' };

const waitMs = (code: number, asked: number | undefined): number | undefined =>
  code === DAILY_LIMIT ? (asked ?? DAILY_LIMIT_WAIT_MS) : asked;
