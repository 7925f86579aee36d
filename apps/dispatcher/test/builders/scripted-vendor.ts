import type { DynamicModule } from '@nestjs/common';
import { Controller } from '@nestjs/common';
import {
  providerContracts,
  type CallbackRequest,
  type CheckAccountReply,
  type CheckAccountRequest,
  type DeliverItem,
  type DeliverRequest,
  type Done,
  type ItemOutcome,
  type LookupAnswer,
  type LookupItem,
  type LookupReply,
  type LookupRequest,
  type OutcomeBatch,
  type PollReceiptsReply,
  type PollReceiptsRequest,
} from '#libs/contracts';
import { HandleRpc } from '#libs/messaging';
import type { ServiceDefinition } from '#libs/service-host';
import { readDispatcherConfig, type DispatcherConfig } from '../../src/config/settings.ts';

export const vendor = 'fake';
const contracts = providerContracts(vendor);

/** An adapter on the real bus whose answers a test scripts. */
export class ScriptedVendor {
  readonly delivered: DeliverItem[] = [];
  /** Calls by the account they were for. */
  readonly calls: { readonly account: string; readonly items: readonly DeliverItem[] }[] = [];
  deliver: (items: readonly DeliverItem[], account: string) => AsyncIterable<ItemOutcome[]> = acceptAll;
  lookUp: (items: readonly LookupItem[]) => Promise<LookupAnswer[]> = async () => [];
  /** Accounts that were checked. */
  readonly checked: string[] = [];
  check: (account: string) => Promise<CheckAccountReply> = async () => ({ ok: true });
  poll: (request: PollReceiptsRequest) => Promise<PollReceiptsReply> = async () => ({ receipts: [] });
}

export async function* acceptAll(items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
  yield items.map(accepted);
}

/** Every item gets the same answer. */
export const answering = (outcome: Partial<ItemOutcome>) =>
  async function* (items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
    yield items.map(({ id, fence }) => ({ id, fence, outcome: 'unknown' as const, ...outcome }));
  };

export const accepted = ({ id, fence }: DeliverItem): ItemOutcome => ({
  id,
  fence,
  outcome: 'accepted',
  vendor_message_id: `V-${id.slice(9)}-${fence}`,
});

@Controller()
class VendorController {
  constructor(private readonly script: ScriptedVendor) {}

  @HandleRpc(contracts.deliver)
  async *deliver({ account, items }: DeliverRequest): AsyncIterable<OutcomeBatch> {
    this.script.delivered.push(...items);
    this.script.calls.push({ account, items });
    for await (const outcomes of this.script.deliver(items, account)) yield { outcomes };
  }

  @HandleRpc(contracts.lookup)
  async lookup({ items }: LookupRequest): Promise<LookupReply> {
    return { answers: await this.script.lookUp(items) };
  }

  @HandleRpc(contracts.check)
  check({ account }: CheckAccountRequest): Promise<CheckAccountReply> {
    this.script.checked.push(account);
    return this.script.check(account);
  }

  @HandleRpc(contracts.poll)
  poll(request: PollReceiptsRequest): Promise<PollReceiptsReply> {
    return this.script.poll(request);
  }

  @HandleRpc(contracts.receipt)
  async receipt(_: CallbackRequest): Promise<Done> {
    return {};
  }
}

/** The service that runs a script on the bus. */
export function adapterOf(script: ScriptedVendor): ServiceDefinition<DispatcherConfig> {
  class AdapterModule {}
  return {
    name: `provider-${vendor}`,
    readConfig: readDispatcherConfig,
    contracts: [contracts.deliver, contracts.lookup, contracts.receipt, contracts.check, contracts.poll],
    module: (): DynamicModule => ({
      module: AdapterModule,
      controllers: [VendorController],
      providers: [{ provide: ScriptedVendor, useValue: script }],
    }),
  };
}
