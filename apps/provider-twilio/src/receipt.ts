import type { CallbackRequest } from '#libs/contracts';
import { own } from '#libs/kernel';
import { invalidSignature, isHmacOf, malformed, type CallbackContext, type VendorCallback } from '#libs/provider-kit';
import type { TwilioSecrets } from './config.ts';
import { NO_REPLY, textOf } from './inbound-text.ts';
import { STATUSES } from './outcomes.ts';

const SID = /^(SM|MM)[0-9a-f]{32}$/i;

export function readCallback(
  callback: CallbackRequest,
  { authToken, accountSid }: TwilioSecrets,
  { publicUrl }: Pick<CallbackContext, 'publicUrl'>,
): VendorCallback {
  const form = new URLSearchParams(callback.body);
  const signature = callback.headers['x-twilio-signature'] ?? '';
  if (!isSigned(authToken, publicUrl + callback.url, form, signature)) throw invalidSignature();
  if (form.get('AccountSid') !== accountSid) throw invalidSignature();

  if (form.get('SmsStatus') === 'received') return { texts: [textOf(form)], answer: NO_REPLY };
  const sid = form.get('MessageSid') ?? '';
  const status = form.get('MessageStatus');
  if (!SID.test(sid) || !status) throw malformed('The callback names no message and status.');
  const proves = own(STATUSES, status);
  if (!proves) return {};
  const code = form.get('ErrorCode');
  return { receipts: [{ vendor_message_id: sid, status: proves, ...(code && { vendor_code: code }) }] };
}

/** HMAC-SHA1 of the URL as called and the sorted form; a default port may be in the URL or not. */
export function isSigned(authToken: string, url: string, form: URLSearchParams, signature: string): boolean {
  const fields = signedFields(form);
  return [url, withDefaultPort(url)].some((it) => isHmacOf('sha1', authToken, it + fields, signature));
}

/** Every field counts, known or not, empty or not; repeated values once each, in order. */
function signedFields(form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  return names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
}

/** The same URL with its default port added, or removed if it was there. */
function withDefaultPort(url: string): string {
  const [, scheme, host, port, rest] = /^(https?):\/\/([^/:?]+|\[[^\]]+\])(:\d+)?(.*)$/s.exec(url) ?? [];
  const usual = scheme === 'https' ? ':443' : ':80';
  if (port === undefined) return `${scheme}://${host}${usual}${rest}`;
  return port === usual ? `${scheme}://${host}${rest}` : url;
}
