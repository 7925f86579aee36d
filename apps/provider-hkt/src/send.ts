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
import { HKT_SENDERS, parseHktSecrets, typedAccount, type HktConfig, type HktSecrets } from './config.ts';
import { encodeText } from './encode.ts';
import { outcomeOf } from './outcomes.ts';

export function hktAdapter(
  http: VendorHttp,
  config: Pick<HktConfig, 'baseUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<HktSecrets> {
  return {
    vendor: 'hkt',
    lookup: 'none',
    receipts: 'none',
    senders: HKT_SENDERS,
    carries: { text: true, countries: ['HK'] },
    order: 60,
    parseSecrets: parseHktSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.baseUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    send: (item, secrets, context) => sendText(http, item, secrets, context),
    readCallback: () => {
      throw invalidSignature();
    },
  };
}

async function sendText(
  http: VendorHttp,
  item: DeliverItem,
  secrets: HktSecrets,
  { signal }: SendContext,
): Promise<ItemAnswer> {
  const encoded = encodeText(item, secrets);
  if ('impossible' in encoded) return { outcome: 'vendor_fault', fault: 'recipient', vendor_code: encoded.impossible };
  const { origin, pathname, search } = new URL(secrets.gatewayUrl);
  const call =
    secrets.method === 'POST'
      ? { path: pathname + search, headers: ['content-type', 'application/x-www-form-urlencoded'], body: encoded.form }
      : { path: `${pathname}${search ? `${search}&` : '?'}${encoded.form}`, headers: [] };
  const result = await http.exchange({ method: secrets.method, origin, ...call, sendBefore: item.send_before, signal });
  return outcomeOf(result, secrets);
}
