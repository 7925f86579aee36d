import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { Controller } from '@nestjs/common';
import {
  providerContracts,
  registerAccount,
  submit,
  type CallbackRequest,
  type DeliverItem,
  type DeliverRequest,
  type Done,
  type EvidenceDocument,
  type ItemOutcome,
  type LookupAnswer,
  type LookupItem,
  type LookupReply,
  type LookupRequest,
  type MessageDocument,
  type OutcomeBatch,
  type RequestDocument,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
} from '#libs/contracts';
import { newRequestId, type TenantId } from '#libs/kernel';
import { HandleRpc, type Bus } from '#libs/messaging';
import { startService, type ServiceDefinition } from '#libs/service-host';
import { startMongod, startNats } from '#libs/servers';
import { MongoClient } from 'mongodb';
import { readDispatcherConfig, type DispatcherConfig } from '../../src/config/settings.ts';
import { dispatcher } from '../../src/dispatcher.module.ts';

const vendor = 'fake';
const contracts = providerContracts(vendor);

/** An adapter on the real bus whose answers a test scripts. */
export class ScriptedVendor {
  readonly delivered: DeliverItem[] = [];
  deliver: (items: readonly DeliverItem[]) => AsyncIterable<ItemOutcome[]> = acceptAll;
  lookUp: (items: readonly LookupItem[]) => Promise<LookupAnswer[]> = async () => [];
}

export async function* acceptAll(items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
  yield items.map(accepted);
}

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
  async *deliver({ items }: DeliverRequest): AsyncIterable<OutcomeBatch> {
    this.script.delivered.push(...items);
    for await (const outcomes of this.script.deliver(items)) yield { outcomes };
  }

  @HandleRpc(contracts.lookup)
  async lookup({ items }: LookupRequest): Promise<LookupReply> {
    return { answers: await this.script.lookUp(items) };
  }

  @HandleRpc(contracts.receipt)
  async receipt(_: CallbackRequest): Promise<Done> {
    return {};
  }
}

export interface RunningDispatcher {
  readonly bus: Bus;
  readonly vendor: ScriptedVendor;
  readonly route: string;
  readonly tenant: TenantId;
  submit(items: readonly Partial<SubmitItem>[], over?: Partial<SubmitRequest>): Promise<SubmitReply>;
  messages(): Promise<MessageDocument[]>;
  evidence(): Promise<EvidenceDocument[]>;
  requests(): Promise<RequestDocument[]>;
  client: MongoClient;
  /** A second dispatcher over the same servers. */
  another(): Promise<{ close(): Promise<void> }>;
  stopVendor(): Promise<void>;
  startVendor(): Promise<void>;
  readonly first: { close(): Promise<void> };
  readonly servers: { mongod: Awaited<ReturnType<typeof startMongod>>; nats: Awaited<ReturnType<typeof startNats>> };
  close(): Promise<void>;
}

export interface Options {
  readonly timeScale?: number;
  readonly lookup?: 'none' | 'search' | 'client_reference';
}

/** A real dispatcher on real servers; only the vendor's adapter is scripted. */
export async function runDispatcher({ timeScale = 20, lookup = 'none' }: Options = {}): Promise<RunningDispatcher> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-dispatcher-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'));
  const [mongod, nats] = await Promise.all([
    startMongod({ dataDir: join(folder, 'mongo') }),
    startNats({ storeDir: join(folder, 'nats') }),
  ]);
  const env = { NATS_URL: nats.url, MONGODB_URI: mongod.uri, KEY_FILE: keyFile, TIME_SCALE: String(timeScale) };
  const config = readDispatcherConfig({ ...env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' });
  const start = () => startService(dispatcher, config);
  const first = await start();
  const script = new ScriptedVendor();
  const adapter = adapterOf(script);
  let provider: { close(): Promise<void> } | undefined = await startService(adapter, config);
  const client = await MongoClient.connect(mongod.uri);
  const db = client.db('postrider');

  const account = { vendor, key: 'k', environment: 'test' as const, sealed: 'x', callback_key: 'c', lookup };
  const { route, tenant } = await first.bus.call(registerAccount, account);
  const extra: { close(): Promise<void> }[] = [];
  const stopVendor = async (): Promise<void> => {
    await provider?.close();
    provider = undefined;
  };
  const startVendor = async (): Promise<void> => {
    provider ??= await startService(adapter, config);
  };
  return {
    bus: first.bus,
    vendor: script,
    route,
    tenant: tenant as TenantId,
    client,
    first,
    servers: { mongod, nats },
    submit: (items, over = {}) => first.bus.call(submit, submission(tenant, items, over)),
    messages: () => db.collection<MessageDocument>('sms_messages').find().sort({ _id: 1 }).toArray(),
    evidence: () => db.collection<EvidenceDocument>('sms_evidence').find().sort({ _id: 1 }).toArray(),
    requests: () => db.collection<RequestDocument>('sms_requests').find().sort({ _id: 1 }).toArray(),
    another: async () => {
      const more = await start();
      extra.push(more);
      return more;
    },
    stopVendor,
    startVendor,
    close: async () => {
      await stopVendor();
      await Promise.all([...extra, first].map((it) => it.close()));
      await client.close();
      await Promise.all([mongod.stop(), nats.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function adapterOf(script: ScriptedVendor): ServiceDefinition<DispatcherConfig> {
  class AdapterModule {}
  return {
    name: contracts.owner,
    readConfig: readDispatcherConfig,
    contracts: [contracts.deliver, contracts.lookup, contracts.receipt],
    module: (): DynamicModule => ({
      module: AdapterModule,
      controllers: [VendorController],
      providers: [{ provide: ScriptedVendor, useValue: script }],
    }),
  };
}

export function submission(
  tenant: string,
  items: readonly Partial<SubmitItem>[],
  over: Partial<SubmitRequest> = {},
): SubmitRequest {
  return {
    tenant,
    request_id: newRequestId(),
    environment: 'test',
    operation: items.length > 1 ? 'batch' : 'messages',
    fingerprint: 'f'.repeat(64),
    created_by: 'key:test',
    policy: { destinations: ['*'] },
    all_or_nothing: items.length === 1,
    items: items.map((item, index) => ({
      to: `+8525123${String(4000 + index).padStart(4, '0')}`,
      text: 'Hello',
      ...item,
    })),
    ...over,
  };
}
