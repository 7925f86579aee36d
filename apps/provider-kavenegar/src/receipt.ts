import type { CallbackRequest } from '#libs/contracts';
import { own, PostriderError } from '#libs/kernel';
import {
  malformed,
  type PolledReceipts,
  type VendorCallback,
  type VendorHttp,
  type VendorReceipt,
} from '#libs/provider-kit';
import { call, idOf, isMessageId, readAnswer, type Entry } from './api.ts';
import { fieldsOf } from './callback-fields.ts';
import type { KavenegarSecrets } from './config.ts';
import { costIn, STATUSES } from './outcomes.ts';
import { textIn } from './received-text.ts';

/** On their way: nothing is asked about them. */
const UNDER_WAY = ['1', '2', '4', '5'];

/**
 * Kavenegar signs nothing: the secret in the address authenticates a received text, and a status only says which message
 * to ask about.
 */
export async function readCallback(
  http: VendorHttp,
  callback: CallbackRequest,
  secrets: KavenegarSecrets,
  signal: AbortSignal,
): Promise<VendorCallback> {
  const fields = fieldsOf(callback);
  const text = fields.has('status') ? undefined : textIn(fields);
  if (text) return { texts: [text] };

  const ids = (fields.get('messageid') ?? '').split(',').map((id) => id.trim());
  if (!ids.every(isMessageId)) throw malformed('The callback names no message.');
  if (UNDER_WAY.includes(fields.get('status') ?? '')) return {};
  return { ...(await pollStatuses(http, secrets, ids, signal)), unproved: true };
}

const AT_ONCE = 500;

/** The results of these messages, as far as they have one. */
export async function pollStatuses(
  http: VendorHttp,
  secrets: KavenegarSecrets,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<PolledReceipts> {
  const wanted = new Set(ids.filter(isMessageId).slice(0, AT_ONCE));
  if (wanted.size === 0) return { receipts: [] };
  const result = await call(http, secrets, 'sms/status', { messageid: [...wanted].join(',') }, { signal });
  const answer = result.kind === 'response' ? readAnswer(result.body) : undefined;
  if (answer?.code !== 200) {
    const why = answer ? `code ${answer.code}` : 'no answer of its own';
    throw new PostriderError('service_unavailable', `Kavenegar told no statuses (${why}). They are asked for again.`);
  }
  return { receipts: answer.entries.flatMap((entry) => receiptIn(entry, wanted) ?? []) };
}

function receiptIn(entry: Entry, wanted: ReadonlySet<string>): VendorReceipt | undefined {
  const vendor_message_id = idOf(entry);
  const code = String(entry.status);
  const status = own(STATUSES, code);
  if (vendor_message_id === undefined || !wanted.has(vendor_message_id) || !status) return undefined;
  return { vendor_message_id, status, ...(status === 'UNDELIVERED' && { vendor_code: code }), ...costIn(entry) };
}
