import type { ReceiptStatus } from '#libs/contracts';
import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  costOf,
  meaningOf,
  retryAfterMs,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';
import { idOf, namesAnId, readAnswer, type Entry } from './api.ts';
import { isAbroad, numberOf } from './encode.ts';

/**
 * Kavenegar's return codes by their meaning for an attempt; a code that is not listed means `request` from 400 to 499.
 * `template.`: of `verify/lookup`, which no client reference protects. `abroad.`: Kavenegar does not know the number, but
 * another vendor may. `entry.`: the status of the message in an answer that says 200. A refused address of ours (416, 429:
 * its table calls that "IP restricted") stops every message of the account. 407 is the right to one method or line.
 */
export const CODES = codesOf({
  rejected: [411, 413, 422, 'entry.14'],
  misconfigured: [401, 403, 416, 418, 429, 'entry.13'],
  request: [400, 404, 405, 406, 407, 412, 414, 415, 417, 419, 424, 426, 427, 428, 432, 607],
  recipient: [420, 431, 501, 'abroad.411'],
  throttled: [409, 451],
  unknown: [402, 'template.409'],
});

/**
 * What each status of a message proves: 10 it arrived; 6 and 11 it did not; 13 was cancelled, 14 blocked by its receiver.
 * The others prove nothing: on their way (1, 2, 4, 5), and an id that is unknown or older than 48 hours (100).
 */
export const STATUSES: Readonly<Record<string, ReceiptStatus>> = {
  10: 'DELIVERED',
  6: 'UNDELIVERED',
  11: 'UNDELIVERED',
  13: 'UNDELIVERED',
  14: 'UNDELIVERED',
};

export interface Send {
  readonly to: string;
  readonly byTemplate: boolean;
}

/** The outcome of a send. Only Kavenegar's own error without an id proves that nothing was sent. */
export function outcomeOf(result: HttpResult, send: Send): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const answer = readAnswer(result.body);
  if (!answer) return { outcome: 'unknown', vendor_code: `http_${result.status}` };
  const [entry = {}] = answer.entries;
  if (answer.code === 200) return accepted(entry, send);
  if (answer.entries.some(namesAnId)) return { outcome: 'unknown', vendor_code: String(answer.code) };
  return answerOf(meaningIn(answer.code, send), String(answer.code), retryAfterMs(result.headers));
}

function accepted(entry: Entry, { to }: Send): ItemAnswer {
  const vendor_message_id = idOf(entry);
  if (vendor_message_id === undefined) return { outcome: 'unknown', vendor_code: 'no_id' };
  // A client reference that another message had before: the answer is that message's.
  if (isOfAnother(entry, to)) return { outcome: 'unknown', vendor_code: 'another_receptor' };
  const meaning = meaningOf(CODES, `entry.${String(entry.status)}`);
  if (meaning !== undefined) return answerOf(meaning, `status_${String(entry.status)}`);
  return { outcome: 'accepted', vendor_message_id, ...costIn(entry) };
}

function isOfAnother({ receptor }: Entry, to: string): boolean {
  const written = typeof receptor === 'number' ? String(receptor) : receptor;
  return typeof written === 'string' && (numberOf(written) ?? to) !== to;
}

/** In Rial. */
export const costIn = ({ cost }: Entry): ReturnType<typeof costOf> => costOf(cost, 'IRR');

function meaningIn(code: number, { to, byTemplate }: Send): Meaning {
  const special = byTemplate ? meaningOf(CODES, `template.${code}`) : undefined;
  const abroad = isAbroad(to) ? meaningOf(CODES, `abroad.${code}`) : undefined;
  return special ?? abroad ?? meaningOf(CODES, code) ?? (code >= 400 && code < 500 ? 'request' : 'unknown');
}
