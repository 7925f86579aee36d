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
  type CheckAccountReply,
  type CheckAccountRequest,
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
  type PollReceiptsReply,
  type PollReceiptsRequest,
  type RegisterAccountRequest,
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
import type { RouteStateRecord } from '../../src/application/ports-of-operations.ts';
import type { AccountDocument } from '../../src/outbound/mongo/collections.ts';

const vendor = 'fake';
const contracts = providerContracts(vendor);
/** Other work on the machine may slow down what takes a moment alone. */
const PATIENTLY = { timeoutMs: 25_000 };

/** An adapter on the real bus whose answers a test scripts. */
export class ScriptedVendor {
  readonly delivered: DeliverItem[] = [];
  /** Calls by the account they were for. */
  readonly calls: { readonly account: string; readonly items: readonly DeliverItem[] }[] = [];
  deliver: (items: readonly DeliverItem[], account: string) => AsyncIterable<ItemOutcome[]> = acceptAll;
  lookUp: (items: readonly LookupItem[]) => Promise<LookupAnswer[]> = async () => [];
  /** Accounts that were checked. */
  readonly checked: string[] = [];
  check: () => Promise<CheckAccountReply> = async () => ({ ok: true });
  poll: (request: PollReceiptsRequest) => Promise<PollReceiptsReply> = async () => ({ receipts: [] });
}

export async function* acceptAll(items: readonly DeliverItem[]): AsyncIterable<ItemOutcome[]> {
  yield items.map(accepted);
}

/** Each item answered alike. */
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
    return this.script.check();
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

export interface RunningDispatcher {
  bus: Bus;
  readonly vendor: ScriptedVendor;
  readonly route: string;
  readonly tenant: TenantId;
  /** Another account of the same vendor, behind all others. */
  addRoute(over?: Partial<RegisterAccountRequest>): Promise<string>;
  /** The route's document. */
  routeState(route: string): Promise<RouteStateRecord>;
  /** Messages handed over on a route. */
  sentOn(route: string): DeliverItem[];
  submit(items: readonly Partial<SubmitItem>[], over?: Partial<SubmitRequest>): Promise<SubmitReply>;
  messages(): Promise<MessageDocument[]>;
  evidence(): Promise<EvidenceDocument[]>;
  requests(): Promise<RequestDocument[]>;
  client: MongoClient;
  /** A second dispatcher over the same servers. */
  another(): Promise<{ readonly bus: Bus; close(): Promise<void> }>;
  stopVendor(): Promise<void>;
  startVendor(): Promise<void>;
  readonly first: { readonly ports: { readonly ops: number }; close(): Promise<void> };
  readonly servers: { mongod: Awaited<ReturnType<typeof startMongod>>; nats: Awaited<ReturnType<typeof startNats>> };
  close(): Promise<void>;
}

export interface Options {
  readonly timeScale?: number;
  readonly lookup?: 'none' | 'search' | 'client_reference';
  readonly receipts?: 'callback' | 'poll';
}

/** A real dispatcher on real servers; only the vendor's adapter is scripted. */
export async function runDispatcher(options: Options = {}): Promise<RunningDispatcher> {
  const { timeScale = 20, lookup = 'none', receipts = 'callback' } = options;
  const folder = mkdtempSync(join(tmpdir(), 'postrider-dispatcher-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'));
  const [mongod, nats] = await Promise.all([
    startMongod({ dataDir: join(folder, 'mongo') }),
    startNats({ storeDir: join(folder, 'nats') }),
  ]);
  const env = { NATS_URL: nats.url, MONGODB_URI: mongod.uri, KEY_FILE: keyFile, TIME_SCALE: String(timeScale) };
  const config = readDispatcherConfig({ ...env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' });
  const start = async () => {
    const started = await startService(dispatcher, config);
    return { ...started, bus: patient(started.bus) };
  };
  const first = await start();
  const script = new ScriptedVendor();
  const adapter = adapterOf(script);
  let provider: { close(): Promise<void> } | undefined = await startService(adapter, config);
  const client = await MongoClient.connect(mongod.uri);
  const db = client.db('postrider');

  const account = newAccount({ vendor, key: 'k', callback_key: 'c', lookup, receipts });
  const { route, tenant } = await first.bus.call(registerAccount, account);
  const extra: { close(): Promise<void> }[] = [];
  const stopVendor = async (): Promise<void> => {
    await provider?.close();
    provider = undefined;
  };
  const startVendor = async (): Promise<void> => {
    provider ??= await startService(adapter, config);
  };
  const running: RunningDispatcher = {
    bus: first.bus,
    vendor: script,
    route,
    tenant: tenant as TenantId,
    client,
    first,
    servers: { mongod, nats },
    addRoute: async (over = {}) => (await first.bus.call(registerAccount, newAccount({ order: 20, ...over }))).route,
    routeState: async (id) => (await db.collection<AccountDocument>('vendor_accounts').findOne({ _id: id }))!.state,
    sentOn: (id) => script.calls.flatMap(({ account, items }) => (account === id ? items : [])),
    submit: (items, over = {}) => running.bus.call(submit, submission(tenant, items, over)),
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
  return running;
}

/** Waits longer for an answer than a contract asks, unless a call says how long. */
function patient(bus: Bus): Bus {
  const call: Bus['call'] = (rpc, payload, options) => bus.call(rpc, payload, { ...PATIENTLY, ...options });
  return Object.assign(Object.create(bus) as Bus, { call });
}

/** An account as an adapter registers it. */
export const newAccount = (over: Partial<RegisterAccountRequest> = {}): RegisterAccountRequest => ({
  vendor,
  key: 'another',
  environment: 'test',
  sealed: 'x',
  callback_key: 'd',
  lookup: 'none',
  receipts: 'callback',
  order: 10,
  fields: [],
  ...over,
});

function adapterOf(script: ScriptedVendor): ServiceDefinition<DispatcherConfig> {
  class AdapterModule {}
  return {
    name: contracts.owner,
    readConfig: readDispatcherConfig,
    contracts: [contracts.deliver, contracts.lookup, contracts.receipt, contracts.check, contracts.poll],
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
