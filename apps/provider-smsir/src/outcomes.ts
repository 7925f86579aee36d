import type { ReceiptStatus } from '#libs/contracts';
import { CREDITS } from '#libs/kernel';
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

/**
 * The `status` of SMS.IR's answers by its meaning for an attempt; one that is not listed means `request` with a 4xx.
 * `misconfigured` is used only if the account cannot send at all: its key, its state, its credit. `request` is this
 * message on this account: its line, its template, a parameter; another vendor may take it.
 */
export const CODES = codesOf({
  rejected: [103, 104, 107, 108, 115],
  misconfigured: [10, 11, 12, 13, 14, 15, 102],
  request: [16, 101, 105, 106, 109, 110, 111, 112, 113, 114, 116, 117, 118, 119, 123, 124],
  throttled: [20],
  unknown: [0],
});

const OK = 1;

/** What each `deliveryState` proves; 3 (telecom), 5 (operator), 8 (unknown) and none prove nothing. */
export const STATUSES: Readonly<Record<string, ReceiptStatus>> = {
  1: 'DELIVERED',
  2: 'UNDELIVERED',
  4: 'UNDELIVERED',
  6: 'UNDELIVERED',
  7: 'UNDELIVERED',
};

/** Our words for the states that are failures. */
export const REASONS: Readonly<Record<string, string>> = {
  2: 'not_on_handset',
  4: 'not_at_telecom',
  6: 'failed',
  7: 'blacklist',
};

/**
 * The outcome of a send. Only SMS.IR's own words prove that nothing was sent; anything else is `unknown`: also a refusal
 * with an id of any form, and an HTTP status that a server between us wrote into its answer.
 */
export function outcomeOf(result: HttpResult): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const envelope = envelopeIn(result.body);
  if (!envelope) return unclear(result.status);

  const { status, data } = envelope;
  if (status === OK) return (isSuccess(result.status) && accepted(data)) || unclear(result.status);
  if (namesAnId(data) || (status === 503 && result.status === 503)) return unclear(result.status);
  return answerOf(meaningIn(result.status, status), String(status), retryAfterMs(result.headers));
}

export interface Envelope {
  readonly status: number;
  readonly data: unknown;
}

/** `{status, message, data}`, the form of every answer; undefined for anything else. */
export function envelopeIn(body: string): Envelope | undefined {
  const { status, data } = jsonObject(body) ?? {};
  return Number.isInteger(status) ? { status: status as number, data } : undefined;
}

/** The data of a call that succeeded. */
export function dataOf(result: HttpResult): unknown {
  if (result.kind !== 'response' || !isSuccess(result.status)) return undefined;
  const envelope = envelopeIn(result.body);
  return envelope?.status === OK ? envelope.data : undefined;
}

const isSuccess = (http: number): boolean => http >= 200 && http < 300;

/** `messageIds: [null]` is a call that succeeded for a number that was refused. */
function accepted(data: unknown): ItemAnswer | undefined {
  const [id, ...more] = idsIn(data);
  if (id === undefined || more.length > 0) return undefined;
  if (id === null) return { outcome: 'rejected', vendor_code: 'number_refused' };
  const { cost } = data as { readonly cost?: unknown };
  return { outcome: 'accepted', vendor_message_id: id, ...costOf(cost, CREDITS) };
}

/** Ids as text; null where `send/bulk` refused a number. Empty if one of them is no id. */
function idsIn(data: unknown): readonly (string | null)[] {
  const { messageId, messageIds } = (data ?? {}) as Record<string, unknown>;
  const many = Array.isArray(messageIds) ? messageIds.map((id: unknown) => (id === null ? null : idOf(id))) : [];
  const ids = messageIds === undefined ? [idOf(messageId)] : many;
  return ids.includes(undefined) ? [] : (ids as (string | null)[]);
}

/** Whether an answer has an id of any form; null and 0 are none. */
function namesAnId(data: unknown): boolean {
  const { messageId, messageIds } = (data ?? {}) as Record<string, unknown>;
  return [messageId, messageIds].flat().some((id) => id !== undefined && id !== '' && Number(id) !== 0);
}

/** An id as it is stored; undefined for a number that is no id, or that JSON cannot carry exactly. */
export const idOf = (id: unknown): string | undefined =>
  Number.isSafeInteger(id) && (id as number) > 0 ? String(id) : undefined;

const unclear = (http: number): ItemAnswer => ({ outcome: 'unknown', vendor_code: `http_${http}` });

/** A server error never proves that nothing was sent, unless the vendor calls itself unavailable in its own form. */
function meaningIn(http: number, code: number): Meaning {
  const meaning = meaningOf(CODES, code);
  if (http === 503) return meaning === 'unknown' ? 'unknown' : 'down';
  if (http >= 500) return 'unknown';
  if (http >= 400) return meaning ?? MEANING_OF_STATUS[http] ?? 'request';
  return (isSuccess(http) && meaning) || 'unknown';
}

export const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = { 401: 'misconfigured', 429: 'throttled' };
