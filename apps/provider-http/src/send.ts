import type { DeliverItem } from '#libs/contracts';
import { addressFor, type ItemAnswer, type SendContext, type VendorAdapter, type VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { apiOf, httpAccountOf, parseHttpSecrets, type HttpSecrets } from './account.ts';
import { HTTP_SENDERS, type HttpConfig } from './config.ts';
import { encodeMessage } from './encode.ts';
import { outcomeOf } from './outcomes.ts';
import { readCallback } from './receipt.ts';

export function httpAdapter(
  http: VendorHttp,
  config: Pick<HttpConfig, 'apiUrl' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<HttpSecrets> {
  return {
    vendor: 'http',
    lookup: 'none',
    receipts: 'callback',
    senders: HTTP_SENDERS,
    carries: { text: true },
    order: 900,
    parseSecrets: parseHttpSecrets,
    account: (settings, wanted) => {
      // The host of a live account of the settings is no other account's.
      const ours = config.environment === 'test' ? config.apiUrl : undefined;
      return httpAccountOf(settings, addressFor(wanted, config, ours));
    },
    check: (secrets, { signal }) => checkAccount(http, apiOf(secrets.api), secrets, signal),
    send: (item, secrets, context) => createMessage(http, item, secrets, context),
    readCallback: (callback, secrets, { publicUrl }) =>
      readCallback(callback, apiOf(secrets.api).receipts, secrets, publicUrl),
  };
}

async function createMessage(
  http: VendorHttp,
  item: DeliverItem,
  secrets: HttpSecrets,
  { callbackUrl, signal }: SendContext,
): Promise<ItemAnswer> {
  const api = apiOf(secrets.api);
  const callback = api.receipts && reaches(secrets.origin, callbackUrl) ? callbackUrl : undefined;
  const request = encodeMessage(item, api, secrets, callback);
  const result = await http.exchange({ ...request, sendBefore: item.send_before, signal });
  return outcomeOf(result, api);
}

const LOOPBACK = /^https?:\/\/(localhost|127\.|\[::1\])/;

/** A callback address of this machine is of no use to a vendor elsewhere. */
const reaches = (origin: string, callbackUrl: string): boolean => !LOOPBACK.test(callbackUrl) || LOOPBACK.test(origin);
