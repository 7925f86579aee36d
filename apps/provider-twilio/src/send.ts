import type { DeliverItem } from '#libs/contracts';
import { addressFor, type ItemAnswer, type SendContext, type VendorAdapter, type VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { TWILIO_SENDERS, parseTwilioSecrets, typedAccount, type TwilioConfig, type TwilioSecrets } from './config.ts';
import { authorization, encodeMessage, messagesPath } from './encode.ts';
import { lookUpMessage } from './look-up.ts';
import { outcomeOf } from './outcomes.ts';
import { readCallback } from './receipt.ts';

export function twilioAdapter(
  http: VendorHttp,
  config: Pick<TwilioConfig, 'apiUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<TwilioSecrets> {
  return {
    vendor: 'twilio',
    lookup: 'search',
    receipts: 'callback',
    senders: TWILIO_SENDERS,
    carries: { text: true, max_characters: 1_600 },
    order: 10,
    parseSecrets: parseTwilioSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.apiUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    send: (item, secrets, context) => createMessage(http, item, secrets, context),
    lookUp: (item, secrets, { signal }) => lookUpMessage(http, item, secrets, signal),
    readCallback,
  };
}

async function createMessage(
  http: VendorHttp,
  item: DeliverItem,
  secrets: TwilioSecrets,
  { callbackUrl, signal }: SendContext,
): Promise<ItemAnswer> {
  const callback = reaches(secrets.apiUrl, callbackUrl) ? callbackUrl : undefined;
  const result = await http.exchange({
    method: 'POST',
    origin: secrets.apiUrl,
    path: messagesPath(secrets.accountSid),
    headers: [
      'authorization',
      authorization(secrets),
      'content-type',
      'application/x-www-form-urlencoded',
      'accept',
      'application/json',
    ],
    body: encodeMessage(item, item.sender ?? secrets.sender, callback),
    sendBefore: item.send_before,
    signal,
  });
  return outcomeOf(result);
}

const LOOPBACK = /^https?:\/\/(localhost|127\.|\[::1\])/;

/**
 * Twilio refuses a whole create (21609) for a callback address of this machine; without the address only receipts are
 * missing.
 */
const reaches = (apiUrl: string, callbackUrl: string): boolean => !LOOPBACK.test(callbackUrl) || LOOPBACK.test(apiUrl);
