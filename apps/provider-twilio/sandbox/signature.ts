import { createHmac } from 'node:crypto';

/**
 * `X-Twilio-Signature` of a form POST: the URL as called, then every parameter by name in byte order as name and value
 * without separators, through HMAC-SHA1 with the account's token, in base64.
 */
export function twilioSignature(authToken: string, url: string, params: Readonly<Record<string, string>>): string {
  const names = Object.keys(params).sort();
  const signed = names.reduce((text, name) => text + name + params[name], url);
  return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}
