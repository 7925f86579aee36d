import type { CallbackRequest } from '#libs/contracts';
import { own } from '#libs/kernel';
import { invalidSignature, malformed, type VendorCallback, type VendorReceipt } from '#libs/provider-kit';
import type { HttpSecrets } from './account.ts';
import type { Receipts } from './description.ts';
import { jsonOf } from './outcomes.ts';
import { itemsAt, readFirst } from './read-path.ts';
import { isSigned } from './signature.ts';

/** The secret in the address has named the account; a signature is verified besides, if the description has one. */
export function readCallback(
  callback: CallbackRequest,
  receipts: Receipts | undefined,
  { callbackKey }: HttpSecrets,
  publicUrl: string,
): VendorCallback {
  if (!receipts) throw invalidSignature();
  if (receipts.signature && !isSigned(callback, receipts.signature, callbackKey ?? '', publicUrl))
    throw invalidSignature();
  const document = documentOf(callback, receipts);
  const items = receipts.list === undefined ? [document] : itemsAt(document, receipts.list);
  if (items.length === 0) throw malformed('The callback has no receipt.');
  return { receipts: items.flatMap((item) => receiptIn(item, receipts) ?? []) };
}

function documentOf({ body, url }: CallbackRequest, { format }: Receipts): unknown {
  if (format === 'form') return Object.fromEntries(new URLSearchParams(body));
  if (format === 'query') return Object.fromEntries(new URLSearchParams(url.split('?')[1] ?? ''));
  const document = jsonOf(body);
  if (document === undefined) throw malformed('The callback is no JSON.');
  return document;
}

function receiptIn(item: unknown, { id: path, status: paths, values, code }: Receipts): VendorReceipt | undefined {
  const vendor_message_id = readFirst(item, path);
  const statuses = paths.flatMap((status) => readFirst(item, status) ?? []);
  if (vendor_message_id === undefined || statuses.length === 0)
    throw malformed('The callback names no message and status.');
  const known = statuses.find((status) => Object.hasOwn(values, status));
  const status = known === undefined ? undefined : own(values, known);
  if (!status) return undefined;
  const vendor_code = status === 'UNDELIVERED' && code ? readFirst(item, code) : undefined;
  return { vendor_message_id, status, ...(vendor_code !== undefined && { vendor_code }) };
}
