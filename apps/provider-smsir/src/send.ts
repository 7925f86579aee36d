import type { DeliverItem } from '#libs/contracts';
import {
  addressFor,
  invalidSignature,
  type ItemAnswer,
  type SendContext,
  type VendorAdapter,
  type VendorHttp,
} from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import {
  carriesOf,
  parseSmsirSecrets,
  SMSIR_SENDERS,
  typedAccount,
  type SmsirConfig,
  type SmsirSecrets,
} from './config.ts';
import { encodeSend, headersOf } from './encode.ts';
import { Listings } from './listings.ts';
import { lookUpMessage } from './look-up.ts';
import { outcomeOf } from './outcomes.ts';
import { Poll } from './poll.ts';

export function smsirAdapter(
  http: VendorHttp,
  config: Pick<SmsirConfig, 'apiUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<SmsirSecrets> {
  const listings = new Listings(http);
  const polls = new Poll(listings);
  return {
    vendor: 'smsir',
    lookup: 'search',
    receipts: 'poll',
    senders: SMSIR_SENDERS,
    carries: carriesOf('a line'),
    order: 30,
    parseSecrets: parseSmsirSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.apiUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    send: (item, secrets, context) => sendItem(http, item, secrets, context),
    lookUp: (item, secrets, { signal }) => lookUpMessage(listings, item, secrets, signal),
    poll: (since, secrets, context) => polls.page(since, secrets, context),
    readCallback: () => {
      throw invalidSignature();
    },
  };
}

async function sendItem(
  http: VendorHttp,
  item: DeliverItem,
  secrets: SmsirSecrets,
  { signal }: SendContext,
): Promise<ItemAnswer> {
  const encoded = encodeSend(item, secrets);
  if ('outcome' in encoded) return encoded;
  const result = await http.exchange({
    method: 'POST',
    origin: secrets.apiUrl,
    path: encoded.path,
    headers: [...headersOf(secrets), 'content-type', 'application/json'],
    body: encoded.body,
    sendBefore: item.send_before,
    signal,
  });
  return outcomeOf(result);
}
