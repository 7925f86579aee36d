import type { DeliverItem } from '#libs/contracts';
import type { Log } from '#libs/observability';
import {
  addressFor,
  answerOf,
  invalidSignature,
  meaningOf,
  type ItemAnswer,
  type SendContext,
  type VendorAdapter,
  type VendorHttp,
} from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { BAAS_SENDERS, parseBaasSecrets, typedAccount, type BaasConfig, type BaasSecrets } from './config.ts';
import {
  authorization,
  encodeMessage,
  MOST_CHARACTERS,
  MOST_IMAGES,
  MOST_IN_SUBJECT,
  type Impossible,
} from './encode.ts';
import { CODES, outcomeOf } from './outcomes.ts';
import { pollHistory } from './receipt.ts';

const MEDIA = {
  max_count: MOST_IMAGES,
  types: ['image/jpeg', 'image/png'],
  max_bytes: 5 * 1024 * 1024,
  max_subject: MOST_IN_SUBJECT,
};

export function baasAdapter(
  http: VendorHttp,
  config: Pick<BaasConfig, 'baseUrl' | 'environment' | 'sandboxUrl'>,
  log: Pick<Log, 'warn'>,
): VendorAdapter<BaasSecrets> {
  const onUnknownCode = (vendor_code: string): void =>
    log.warn('provider.unknown_code', { vendor: 'baas', vendor_code });
  return {
    vendor: 'baas',
    lookup: 'none',
    receipts: 'poll_by_id',
    senders: BAAS_SENDERS,
    carries: {
      text: true,
      media: MEDIA,
      max_characters: MOST_CHARACTERS,
      countries: ['KR'],
      receipt_polls: { max_ids: 50 },
    },
    order: 50,
    parseSecrets: parseBaasSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.baseUrl)),
    check: (secrets, { signal }) => checkAccount(http, secrets, signal),
    poll: (_since, secrets, context) => pollHistory(http, secrets, context),
    send: (item, secrets, { signal }) => sendMessage(http, item, secrets, { signal, onUnknownCode }),
    readCallback: () => {
      throw invalidSignature();
    },
  };
}

async function sendMessage(
  http: VendorHttp,
  item: DeliverItem,
  secrets: BaasSecrets,
  { signal, onUnknownCode }: Pick<SendContext, 'signal'> & { readonly onUnknownCode: (code: string) => void },
): Promise<ItemAnswer> {
  const encoded = encodeMessage(item, secrets);
  if ('impossible' in encoded) return answerWithoutCall(encoded.impossible);
  const result = await http.exchange({
    method: 'POST',
    origin: secrets.apiUrl,
    path: encoded.path,
    headers: [...authorization(secrets), 'content-type', 'application/json', 'accept', 'application/json'],
    body: encoded.body,
    sendBefore: item.send_before,
    signal,
  });
  return outcomeOf(result, onUnknownCode);
}

function answerWithoutCall(why: Impossible): ItemAnswer {
  if (why === 'not_korean_mobile') return answerOf('recipient', why);
  return answerOf(meaningOf(CODES, why) ?? 'request', why);
}
