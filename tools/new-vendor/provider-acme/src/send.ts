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
import { ACME_SENDERS, parseAcmeSecrets, typedAccount, type AcmeConfig, type AcmeSecrets } from './config.ts';
import { encodeMessage, headersOf } from './encode.ts';
import { outcomeOf } from './outcomes.ts';

export function acmeAdapter(
  http: VendorHttp,
  config: Pick<AcmeConfig, 'apiUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<AcmeSecrets> {
  return {
    vendor: 'acme',
    lookup: 'none',
    receipts: 'none',
    senders: ACME_SENDERS,
    carries: { text: true },
    order: 100,
    parseSecrets: parseAcmeSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.apiUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    send: (item, secrets, context) => createMessage(http, item, secrets, context),
    readCallback: () => {
      throw invalidSignature();
    },
  };
}

async function createMessage(
  http: VendorHttp,
  item: DeliverItem,
  secrets: AcmeSecrets,
  { signal }: SendContext,
): Promise<ItemAnswer> {
  const result = await http.exchange({
    method: 'POST',
    origin: secrets.apiUrl,
    path: '/acme/messages',
    headers: headersOf(secrets),
    body: encodeMessage(item, secrets.sender),
    sendBefore: item.send_before,
    signal,
  });
  return outcomeOf(result);
}
