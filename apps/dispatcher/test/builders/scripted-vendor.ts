import type { DynamicModule } from '@nestjs/common';
import {
  providerContracts,
  type CheckAccountReply,
  type DeliverItem,
  type ItemOutcome,
  type LookupAnswer,
  type LookupItem,
  type PollReceiptsReply,
  type PollReceiptsRequest,
} from '#libs/contracts';
import { contractsOf, serve, type HandlersOf } from '#libs/messaging';
import type { ServiceDefinition } from '#libs/service-host';
import { readDispatcherConfig, type DispatcherConfig } from '../../src/config/settings.ts';

export const vendor = 'fake';

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

const { seal: _, ...group } = providerContracts(vendor);

const handlersOf = (script: ScriptedVendor): HandlersOf<typeof group> => ({
  async *deliver({ account, items }) {
    script.delivered.push(...items);
    script.calls.push({ account, items });
    for await (const outcomes of script.deliver(items, account)) yield { outcomes };
  },
  lookup: async ({ items }) => ({ answers: await script.lookUp(items) }),
  check({ account }) {
    script.checked.push(account);
    return script.check(account);
  },
  poll: (request) => script.poll(request),
  rules: async () => ({ text: true }),
  receipt: async () => ({}),
});

/** The service that runs a script on the bus. */
export function adapterOf(script: ScriptedVendor): ServiceDefinition<DispatcherConfig> {
  class AdapterModule {}
  return {
    name: `provider-${vendor}`,
    readConfig: readDispatcherConfig,
    contracts: contractsOf(group),
    module: (): DynamicModule => ({
      module: AdapterModule,
      controllers: [serve(group, ScriptedVendor, handlersOf)],
      providers: [{ provide: ScriptedVendor, useValue: script }],
    }),
  };
}
