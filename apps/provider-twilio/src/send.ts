import type { DeliverItem, VendorCarries } from '#libs/contracts';
import { PICTURE_TYPES } from '#libs/kernel';
import { addressFor, type ItemAnswer, type SendContext, type VendorAdapter, type VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { TWILIO_SENDERS, parseTwilioSecrets, typedAccount, type TwilioConfig, type TwilioSecrets } from './config.ts';
import { authorization, encodeMessage, messagesPath } from './encode.ts';
import { lookUpMessage } from './look-up.ts';
import { outcomeOf } from './outcomes.ts';
import { readCallback } from './receipt.ts';

/** Twilio's own limits are 10 files and 5 MB of all of them; a subject is sent as the first line of the text. */
const CARRIES: VendorCarries = {
  text: true,
  max_characters: 1_600,
  media: { max_count: 10, types: [...PICTURE_TYPES], max_bytes: 5 * 1024 * 1024, max_subject: 80 },
};

export function twilioAdapter(
  http: VendorHttp,
  config: Pick<TwilioConfig, 'apiUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<TwilioSecrets> {
  return {
    vendor: 'twilio',
    lookup: 'search',
    receipts: 'callback',
    senders: TWILIO_SENDERS,
    carries: CARRIES,
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
