import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DeliverItem,
  type EvidenceDocument,
  type MessageDocument,
  type ReceiptWay,
  type RegisterAccountRequest,
  type RequestDocument,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
  type VendorCarries,
  dispatcherContracts,
} from '#libs/contracts';
import { newRequestId, type TenantId } from '#libs/kernel';
import type { Bus } from '#libs/messaging';
import { createLog, Log, silentLog } from '#libs/observability';
import { createCodec, openSession } from '#libs/persistence';
import { startService } from '#libs/service-host';
import { MongoClient, ReadConcern, type Db } from 'mongodb';
import { readDispatcherConfig } from '../../src/config/settings.ts';
import { dispatcher } from '../../src/dispatcher.module.ts';
import type { RouteStateRecord } from '../../src/application/routes/ports.ts';
import type { AccountDocument } from '../../src/outbound/mongo/collections.ts';
import { openRoom, startOwnServers, type OwnServers, type Room } from './room.ts';
import { adapterOf, ScriptedVendor, vendor } from './scripted-vendor.ts';

export { accepted, acceptAll, answering, ScriptedVendor } from './scripted-vendor.ts';

/** Other work on the machine may slow down calls that are quick alone. */
const PATIENTLY = { timeoutMs: 25_000 };

export interface RunningDispatcher {
  bus: Bus;
  readonly vendor: ScriptedVendor;
  readonly route: string;
  readonly tenant: TenantId;
  /** Another account of the same vendor, after all others. */
  addRoute(over?: Partial<RegisterAccountRequest>): Promise<string>;
  /** The route's document. */
  routeState(route: string): Promise<RouteStateRecord>;
  /** Messages handed over on a route. */
  sentOn(route: string): DeliverItem[];
  submit(items: readonly Partial<SubmitItem>[], over?: Partial<SubmitRequest>): Promise<SubmitReply>;
  messages(): Promise<MessageDocument[]>;
  evidence(): Promise<EvidenceDocument[]>;
  requests(): Promise<RequestDocument[]>;
  readonly db: Db;
  /** Its part of the bus, for a client that does not use the contracts. */
  readonly nats: { readonly url: string; readonly prefix: string };
  /** Seals a value as the dispatcher does for a tenant. */
  seal(tenant: TenantId, field: string, plain: string): Promise<Uint8Array>;
  /** A second dispatcher over the same servers. */
  another(): Promise<{ readonly bus: Bus; close(): Promise<void> }>;
  stopVendor(): Promise<void>;
  startVendor(): Promise<void>;
  /** The ops port of each running dispatcher. */
  opsPorts(): number[];
  readonly first: { readonly ports: { readonly ops: number }; close(): Promise<void> };
  /** Every line that the first dispatcher logs from now on. */
  captureLog(): readonly LogLine[];
  close(): Promise<void>;
}

export interface LogLine {
  readonly level: string;
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Options {
  readonly timeScale?: number;
  readonly lookup?: 'none' | 'search' | 'client_reference';
  readonly receipts?: ReceiptWay;
  readonly carries?: VendorCarries;
}

/** A real dispatcher with a room of its own on the run's servers; only the vendor's adapter is scripted. */
export async function runDispatcher(options: Options = {}): Promise<RunningDispatcher> {
  return runIn(await openRoom(), options);
}

/** A dispatcher on servers that no other spec uses, for a spec that stops them. */
export async function runDispatcherAlone(
  options: Options = {},
): Promise<RunningDispatcher & { readonly servers: OwnServers['servers'] }> {
  const room = await startOwnServers();
  return Object.assign(await runIn(room, options), { servers: room.servers });
}

async function runIn(room: Room, options: Options): Promise<RunningDispatcher> {
  const { timeScale = 20, lookup = 'none', receipts = 'callback', carries } = options;
  const folder = mkdtempSync(join(tmpdir(), 'postrider-dispatcher-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'));
  const env = { ...room.env, KEY_FILE: keyFile, TIME_SCALE: String(timeScale) };
  const config = readDispatcherConfig({ ...env, LOG_LEVEL: process.env.LOG_LEVEL ?? 'error' });
  const start = async () => {
    const started = await startService(dispatcher, config);
    return { ...started, bus: patient(started.bus) };
  };
  const first = await start();
  const script = new ScriptedVendor();
  const adapter = adapterOf(script);
  let provider: { close(): Promise<void> } | undefined = await startService(adapter, config);
  const client = await MongoClient.connect(room.env.MONGODB_URI);
  // Every later read of the dispatcher sees what a spec has seen.
  const db = client.db(room.env.MONGODB_DATABASE, { readConcern: new ReadConcern('majority') });

  const account = newAccount({ vendor, key: 'k', callback_key: 'c', lookup, receipts, ...(carries && { carries }) });
  const { route, tenant } = await first.bus.call(dispatcherContracts.vendorAccounts.register, account);
  const extra: Awaited<ReturnType<typeof start>>[] = [];
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
    db,
    nats: { url: room.env.NATS_URL, prefix: room.env.NATS_SUBJECT_PREFIX },
    first,
    addRoute: async (over = {}) =>
      (await first.bus.call(dispatcherContracts.vendorAccounts.register, newAccount({ order: 20, ...over }))).route,
    routeState: async (id) => (await db.collection<AccountDocument>('vendor_accounts').findOne({ _id: id }))!.state,
    sentOn: (id) => script.calls.flatMap(({ account, items }) => (account === id ? items : [])),
    submit: (items, over = {}) =>
      running.bus.call(dispatcherContracts.messages.submit, submission(tenant, items, over)),
    messages: () => db.collection<MessageDocument>('sms_messages').find().sort({ _id: 1 }).toArray(),
    evidence: () => db.collection<EvidenceDocument>('sms_evidence').find().sort({ _id: 1 }).toArray(),
    requests: () => db.collection<RequestDocument>('sms_requests').find().sort({ _id: 1 }).toArray(),
    seal: async (of, field, plain) => {
      const session = await openSession({ uri: room.env.MONGODB_URI, database: room.env.MONGODB_DATABASE });
      const codec = await createCodec({ keyFile, session, holdsSealed: async () => true, log: silentLog() });
      await codec.ready(of);
      await session.close();
      return codec.seal(of, field, plain);
    },
    another: async () => {
      const more = await start();
      extra.push(more);
      return more;
    },
    captureLog: () => {
      const lines: LogLine[] = [];
      const destination = { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) };
      Object.assign(first.app.get(Log), createLog({ service: 'dispatcher', level: 'debug', destination }));
      return lines;
    },
    opsPorts: () => [first, ...extra].map(({ ports }) => ports.ops),
    stopVendor,
    startVendor,
    close: async () => {
      await stopVendor();
      await Promise.all([...extra, first].map((it) => it.close()));
      await client.close();
      await room.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return running;
}

/** Waits longer for an answer than the contract does, unless the call sets a time. */
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
