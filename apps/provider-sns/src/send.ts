import { PublishCommand } from '@aws-sdk/client-sns';
import type { DeliverItem } from '#libs/contracts';
import { addressFor, invalidSignature, type ItemAnswer, type VendorAdapter, type VendorHttp } from '#libs/provider-kit';
import { checkAccount } from './check.ts';
import { Clients } from './clients.ts';
import { SNS_SENDERS, parseSnsSecrets, typedAccount, type SnsConfig, type SnsSecrets } from './config.ts';
import { encodePublish } from './encode.ts';
import { outcomeOf } from './outcomes.ts';
import { pollLogs } from './receipt.ts';
import type { Call, CallOptions } from './wire.ts';

export function snsAdapter(
  http: VendorHttp,
  config: Pick<SnsConfig, 'endpoint' | 'environment' | 'sandboxUrl'>,
): VendorAdapter<SnsSecrets> {
  const clients = new Clients(http);
  return {
    vendor: 'sns',
    lookup: 'none',
    receipts: 'poll',
    senders: SNS_SENDERS,
    carries: { text: true, max_characters: 1_600 },
    order: 20,
    parseSecrets: parseSnsSecrets,
    account: (settings, environment) => typedAccount(settings, addressFor(environment, config, config.endpoint)),
    check: (secrets, { signal }) => checkAccount(clients, secrets, signal),
    poll: (since, secrets, context) => pollLogs(clients, since, secrets, context),
    send: (item, secrets, { signal }) => publish(clients, item, secrets, signal),
    readCallback: () => {
      throw invalidSignature();
    },
  };
}

async function publish(
  clients: Clients,
  item: DeliverItem,
  secrets: SnsSecrets,
  signal: AbortSignal,
): Promise<ItemAnswer> {
  const call: Call = { signal, sendBefore: item.send_before };
  const options: CallOptions = { call };
  try {
    const input = encodePublish(item, secrets);
    const { MessageId } = await clients.sns(secrets).send(new PublishCommand(input), options);
    return outcomeOf(call.result, { messageId: MessageId });
  } catch (error) {
    return outcomeOf(call.result, { error });
  }
}
