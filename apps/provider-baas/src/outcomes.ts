import type { ReceiptStatus } from '#libs/contracts';
import {
  answerOf,
  answerWithoutResponse,
  codesOf,
  jsonObject,
  meaningOf,
  retryAfterMs,
  wordsOf,
  type HttpResult,
  type ItemAnswer,
  type Meaning,
} from '#libs/provider-kit';
import { envelopeIn, type Envelope } from './envelope.ts';

/** BaaS's error codes by their meaning for an attempt. Its list is not public as a whole: others mean `request`. */
export const CODES = codesOf({
  rejected: [
    'INVALID_PHONE',
    'INVALID_RECIPIENTS',
    'INVALID_RECIPIENTS_COUNT',
    'MESSAGE_TOO_LONG',
    'SUBJECT_TOO_LONG',
    'TOO_MANY_IMAGES',
  ],
  misconfigured: ['UNAUTHORIZED', 'MISSING_PROJECT_ID', 'INVALID_PROJECT_ID'],
  request: ['VALIDATION_ERROR'],
  throttled: ['RATE_LIMIT_EXCEEDED'],
});

/** What each word of the history proves; 성공 only for an account whose settings say so. */
export const STATUSES: Readonly<Record<string, ReceiptStatus>> = { 성공: 'DELIVERED', 실패: 'UNDELIVERED' };

export const MEANING_OF_STATUS: Readonly<Record<number, Meaning>> = {
  401: 'misconfigured',
  403: 'misconfigured',
  429: 'throttled',
};

/**
 * The outcome of a send. Only a refusal in BaaS's own form, or a JSON answer with one of the statuses above, proves that
 * nothing was sent. `onUnknownCode` is called with a code that the table does not have.
 */
export function outcomeOf(result: HttpResult, onUnknownCode: (code: string) => void = () => undefined): ItemAnswer {
  if (result.kind !== 'response') return answerWithoutResponse(result);
  const { status, headers, body } = result;
  const envelope = envelopeIn(body);
  const unclear: ItemAnswer = { outcome: 'unknown', vendor_code: `http_${status}` };
  if (envelope?.isSuccess) return (status < 300 ? accepted(envelope) : undefined) ?? unclear;
  if (envelope && groupIn(envelope) !== undefined) return unclear;
  const meaning = envelope ? meaningIn(status, envelope) : meaningWithout(status, body);
  if (meaning === undefined) return unclear;
  const code = envelope?.code === undefined ? `http_${status}` : wordsOf(envelope.code);
  if (envelope?.code !== undefined && meaningOf(CODES, envelope.code) === undefined) onUnknownCode(code);
  return answerOf(meaning, code, retryAfterMs(headers));
}

function accepted(envelope: Envelope): ItemAnswer | undefined {
  const id = groupIn(envelope);
  const group = typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : id;
  return typeof group === 'string' && /^[1-9]\d{0,19}$/.test(group)
    ? { outcome: 'accepted', vendor_message_id: group }
    : undefined;
}

/** Whatever BaaS names as the group: a refusal that names one proves nothing. No group has the number 0. */
function groupIn({ data }: Envelope): unknown {
  const { group_id: id } = (data ?? {}) as { readonly group_id?: unknown };
  return id === null || id === '' || Number(id) === 0 ? undefined : id;
}

/** A server error never proves that nothing was sent, whatever it says; nor does a redirect. */
function meaningIn(status: number, { code, fields }: Envelope): Meaning | undefined {
  if (status >= 500 || (status >= 300 && status < 400)) return undefined;
  const known = code === undefined ? undefined : meaningOf(CODES, code);
  if ((known === undefined || code === 'VALIDATION_ERROR') && fields.some((field) => /recipient|phone/i.test(field)))
    return 'rejected';
  return known ?? MEANING_OF_STATUS[status] ?? 'request';
}

const meaningWithout = (status: number, body: string): Meaning | undefined =>
  jsonObject(body) ? MEANING_OF_STATUS[status] : undefined;
