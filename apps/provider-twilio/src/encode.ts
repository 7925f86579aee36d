import type { DeliverItem } from '#libs/contracts';
import { readSender } from '#libs/kernel';
import type { TwilioSecrets } from './config.ts';

const LONGEST_VALIDITY_S = 36_000;
/**
 * By itself Twilio repeats a callback once, and only if it could not connect. The fragment is neither called nor signed.
 */
const REPEATS = '#rc=5&rp=ct,rt,5xx';

/** The form that creates a message. */
export function encodeMessage(
  item: Pick<DeliverItem, 'to' | 'text' | 'subject' | 'media_urls' | 'valid_for_s'>,
  sender: string,
  callbackUrl?: string,
): string {
  const read = readSender(sender);
  const senderField = read.ok && read.kind === 'messaging_service' ? 'MessagingServiceSid' : 'From';
  const validity = Math.min(Math.max(Math.floor(item.valid_for_s), 1), LONGEST_VALIDITY_S);
  const form = new URLSearchParams({ To: item.to, [senderField]: sender, Body: bodyOf(item) });
  for (const url of item.media_urls ?? []) form.append('MediaUrl', url);
  if (callbackUrl) form.append('StatusCallback', callbackUrl + REPEATS);
  form.append('ValidityPeriod', String(validity));
  return form.toString();
}

/** Twilio has no subject: it is the first line of the text. */
export const bodyOf = ({ text, subject }: Pick<DeliverItem, 'text' | 'subject'>): string =>
  subject === undefined ? text : `${subject}\n${text}`;

/** Basic credentials: the API key if there is one. The path always names the account. */
export function authorization({ accountSid, authToken, apiKeySid, apiKeySecret }: TwilioSecrets): string {
  const credentials = apiKeySid ? `${apiKeySid}:${apiKeySecret}` : `${accountSid}:${authToken}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

export const messagesPath = (accountSid: string): string =>
  `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
