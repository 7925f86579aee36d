// Real: mongod, driver, repositories. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import type { EvidenceDocument, MessageDocument, RequestDocument } from '#libs/contracts';
import {
  clock,
  messageKey,
  newRequestId,
  requestKey,
  requestKeyOf,
  timesScaledBy,
  type RequestKey,
  type TenantId,
} from '#libs/kernel';
import { Outbox, syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { AwaitedReceipt } from '../../src/domain/ledger/awaited-receipt.ts';
import type { DuplicateGuard } from '../../src/domain/acceptance/duplicate-guard.ts';
import { answerRow } from '../../src/domain/ledger/evidence.ts';
import { MongoAwaitedReceipts } from '../../src/outbound/mongo/awaited-receipts.repository.ts';
import { MongoAccounts } from '../../src/outbound/mongo/accounts.repository.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoDeadLetters } from '../../src/outbound/mongo/dead-letters.repository.ts';
import { MongoEvidence } from '../../src/outbound/mongo/evidence.repository.ts';
import { holdsSealed } from '../../src/outbound/mongo/holds-sealed.ts';
import type { MessageChoice } from '../../src/application/messages/ports.ts';
import { MongoLists } from '../../src/outbound/mongo/lists.repository.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { NumberBlocks } from '../../src/outbound/mongo/number-blocks.ts';
import { MongoOptOuts } from '../../src/outbound/mongo/opt-outs.repository.ts';
import { MongoPriceLists, PriceBooks } from '../../src/outbound/mongo/price-lists.repository.ts';
import { MongoPhones } from '../../src/outbound/mongo/phones.repository.ts';
import { MongoPools } from '../../src/outbound/mongo/pools.repository.ts';
import { MongoPolicies } from '../../src/outbound/mongo/policies.repository.ts';
import { MongoDuplicateGuards } from '../../src/outbound/mongo/duplicate-guards.repository.ts';
import { MongoQuotas } from '../../src/outbound/mongo/quotas.repository.ts';
import { MongoRequests } from '../../src/outbound/mongo/requests.repository.ts';
import { MongoRouteStates } from '../../src/outbound/mongo/route-states.repository.ts';
import { MongoRoutingSource } from '../../src/outbound/mongo/routing-source.repository.ts';
import { MongoWaitingMessages } from '../../src/outbound/mongo/waiting-messages.repository.ts';
import { MongoSenders } from '../../src/outbound/mongo/senders.repository.ts';
import { ago, newPhone, newPool, TENANT, waitingMessage } from '../builders/ledger-documents.ts';
import { newAccount } from '../builders/running-dispatcher.ts';

const ROWS = 500;
const commands = countCommands();
let mongo: TestMongo;
let messages: MongoMessages;
let waiting: MongoWaitingMessages;
let requests: MongoRequests;
let quotas: MongoQuotas;
let guards: MongoDuplicateGuards;
let evidence: MongoEvidence;
let awaited: MongoAwaitedReceipts;
let deadLetters: MongoDeadLetters;
let lists: MongoLists;
let routeStates: MongoRouteStates;
let source: MongoRoutingSource;
let senders: MongoSenders;
let policies: MongoPolicies;
let priceLists: MongoPriceLists;
let books: PriceBooks;
let optOuts: MongoOptOuts;
let vendorAccounts: MongoAccounts;
let phones: MongoPhones;
let pools: MongoPools;
const documents = Array.from({ length: ROWS }, (_, at) =>
  waitingMessage({ lane: (['urgent', 'normal', 'bulk'] as const)[at % 3]!, wakeAt: ago(at * 1_000 - 250_000) }),
);
const keys = documents.map(({ _id }) => _id);

beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, ledgerIndexes);
  const collections = collectionsOf(mongo.session);
  messages = new MongoMessages(collections, timesScaledBy());
  waiting = new MongoWaitingMessages(collections);
  requests = new MongoRequests(collections);
  quotas = new MongoQuotas(collections);
  guards = new MongoDuplicateGuards(collections);
  evidence = new MongoEvidence(collections);
  awaited = new MongoAwaitedReceipts(collections);
  deadLetters = new MongoDeadLetters(collections);
  lists = new MongoLists(collections);
  const log = { error: () => undefined };
  routeStates = new MongoRouteStates(
    collections,
    { routesChanged: async () => undefined, changingRoutes: (_tenant, _routes, change) => change() },
    log,
  );
  source = new MongoRoutingSource(collections, log);
  senders = new MongoSenders(collections);
  priceLists = new MongoPriceLists(collections);
  books = new PriceBooks(collections);
  policies = new MongoPolicies(collections);
  optOuts = new MongoOptOuts(collections);
  vendorAccounts = new MongoAccounts(collections);
  phones = new MongoPhones(collections);
  pools = new MongoPools(collections);
  await Promise.all([
    messages.insert(documents),
    mongo.session.collection<RequestDocument>('sms_requests').insertMany(Array.from({ length: ROWS }, request)),
    evidence.insert(keys.map(answered)),
    awaited.insert(keys.map(awaitedOf)),
    accounts(),
    ...['phone-1', 'phone-2'].map((_id) => phones.save(newPhone({ _id }))),
    pools.add(newPool()),
    optOuts.addAll(Array.from({ length: ROWS }, newOptOut)),
    senders.change(TENANT, { value: 'Postrider', routes: [], version: 0 }, { to: ['fake-1'], by: 'user:u' }),
    policies.save(TENANT, { environment: 'test', version: 1, rules: [], updated_at: new Date(), updated_by: 'user:u' }),
    new Outbox(mongo.session.collection('dispatcher_outbox')).put([keys[0]!]),
    ...['fake-1', 'fake-2', 'fake-3'].map((route) =>
      priceLists.save(TENANT, { route, version: 1, prices: [] }, 'user:u'),
    ),
  ]);
  // Price lists that are known are not read again.
  await Promise.all([source.routes(), books.of()]);
}, 60_000);
afterAll(() => mongo?.close());

async function accounts(): Promise<void> {
  for (let at = 0; at < 30; at += 1) {
    await vendorAccounts.upsert(
      (at % 3 ? TENANT : 'zzzzzzzz') as TenantId,
      newAccount({ key: `key-${at}`, callback_key: `${at}` }),
    );
  }
}

const counter = (at: number) => ({ id: `${TENANT}.test.key.${at}.day.2030-01-01`, tenant: TENANT, endsAt: 0 });

const guard = (at: number): DuplicateGuard => ({
  _id: `${TENANT}.test.hash-${at}`,
  tenant: TENANT,
  owner: messageKey(requestKey(TENANT, newRequestId()), at),
  at: new Date(),
  expires_at: new Date(),
  operation: 'messages',
});

function request(_: unknown, at: number): RequestDocument {
  const id: RequestKey = requestKey(TENANT, newRequestId());
  const base = { tenant: TENANT, environment: 'test' as const, operation: 'messages', fingerprint: 'f' };
  const sealed = { payload: new Uint8Array(), answer: new Uint8Array(), policy: { destinations: ['*'] } };
  const counts = { number_from: at, total: 1, rejected: 0, created_at: new Date(), created_by: 'key:test' };
  return {
    ...base,
    ...sealed,
    ...counts,
    _id: id,
    ...(at % 2 ? { idempotency_key: `key-${at}` } : { wake_at: ago(at * 1_000 - 250_000) }),
  };
}

function newOptOut(_: unknown, at: number) {
  const tenant = (at % 5 ? TENANT : 'zzzzzzzz') as TenantId;
  const change = { at: new Date(), by: 'user:u', source: 'api' } as const;
  const scope = at % 2 ? 'all' : 'marketing';
  return { tenant, key: `${tenant}.${at}`, id: newRequestId(), number: new Uint8Array([1]), scope, change } as const;
}

function awaitedOf(key: (typeof keys)[number], at: number): AwaitedReceipt {
  const row = { _id: `${key}.1`, tenant: TENANT, route: `fake-${at % 5}`, vendor_message_id: `V-${at}`, asked: 0 };
  return { ...row, at: ago(0), due: ago(at - 250), until: ago(-3_600_000) };
}

function answered(key: (typeof keys)[number], at: number): EvidenceDocument {
  const outcome = { id: key, fence: 1, outcome: 'accepted' as const, vendor_message_id: `V-${at}` };
  return answerRow({ key, fence: 1 }, { id: 'fake-1', vendor: 'fake' }, outcome, clock.now());
}

/** The plans of every read that `ask` makes, as mongod would execute it. */
async function plansOf(ask: () => Promise<unknown>): Promise<Document[]> {
  const reads = await readsOf(ask);
  expect(reads.length).toBeGreaterThan(0);
  return Promise.all(reads.map((read) => explain(read, 'queryPlanner')));
}

async function readsOf(ask: () => Promise<unknown>): Promise<Document[]> {
  commands.reset();
  await ask();
  const reads = commands.seen().filter(({ name }) => name === 'find' || name === 'aggregate');
  return reads.map(({ command }) => command);
}

function explain(read: Document, verbosity: string): Promise<Document> {
  const { lsid: _, $clusterTime: __, $db: ___, readConcern: ____, ...query } = read;
  return mongo.session.db.command({ explain: query, verbosity });
}

test.each<[string, string, () => Promise<unknown>]>([
  ['due messages of all lanes', 'wake', () => messages.due(clock.now(), 100)],
  ['due messages of one lane', 'wake', () => messages.due(clock.now(), 100, ['bulk'])],
  ['due requests', 'wake', () => requests.due(clock.now(), 20)],
  [
    'the request with an idempotency key',
    'idempotency',
    () => requests.byIdempotencyKey(TENANT, 'test', 'messages', 'key-7'),
  ],
  ['the grants behind vendor ids', 'vendor_message', () => evidence.byVendorIds('fake-1', ['V-1', 'V-2', 'V-x'])],
  ['what came back of leases', 'returned', () => evidence.underLeases(TENANT, 'phone-1', ['lease-1', 'lease-2'])],
  ['messages of a chunk', '_id_', () => messages.byKeys(keys.slice(0, 100))],
  ['one message', '_id_', () => messages.byKey(keys[0]!)],
  ['a page of a request’s messages', '_id_', () => messages.ofRequest(requestKeyOf(keys[0]!), -1, 20)],
  ['a request’s counts', '_id_', () => messages.countsOfRequest(requestKeyOf(keys[0]!))],
  ['the evidence of a chunk', '_id_', () => evidence.ofMessages(keys.slice(0, 100))],
  ['waiting messages of a request', '_id_', () => messages.pendingOfRequest(requestKeyOf(keys[0]!), 200)],
  ['routes that messages wait for', 'waits_for', () => waiting.wanted(['fake-1', 'fake-2'])],
  ['what waits for routes', 'waits_for', () => waiting.wake(['fake-1', 'fake-2'], 100)],
  ['what waits for a pause', 'waits_for', () => waiting.wakeThrottled(['fake-1', 'fake-2'], 100)],
  ['how many wait', 'waits_for', () => waiting.counts(100)],
  ['dead letters', 'dead_letter', () => deadLetters.list({ tenant: TENANT }, 20, keys[9])],
  ['pending dead letters', 'dead_letter', () => deadLetters.list({ tenant: TENANT, state: 'pending' }, 20)],
  ['counts of dead letters', 'dead_letter', () => deadLetters.counts({ tenant: TENANT, route: 'fake-1' })],
  ['the newest messages', '_id_', () => listed({})],
  ['messages of a time', '_id_', () => listed({ from: ago(60_000), until: ago(0) })],
  ['messages of a category', '_id_', () => listed({ category: 'otp' })],
  ['messages of a route', '_id_', () => listed({ route: 'fake-9', environment: 'live' })],
  ['messages that wait', '_id_', () => listed({ statuses: ['PENDING', 'FAILED'] })],
  ['messages of a request', '_id_', () => listed({ request: requestKeyOf(keys[0]!), category: 'otp' })],
  ['messages that failed', 'unsuccessful', () => listed({ statuses: ['FAILED', 'CANCELED'], category: 'otp' })],
  ['messages to a number', 'recipient', () => listed({ to_hash: 'hash', statuses: ['FAILED'] })],
  ['messages with a reference', 'client_ref_in_order', () => listed({ client_ref: 'r-1', environment: 'test' })],
  ['messages about a subject', 'subject_ref', () => listed({ subject_ref: 's-1', created_by: 'key:test' })],
  ['messages by a template', 'template', () => listed({ template_id: 't-1', created_by: 'key:test' })],
  ['messages with pictures', 'pictures', () => listed({ channel: 'mms', category: 'otp' })],
  ['messages without', '_id_', () => listed({ channel: 'sms' })],
  ['test messages', 'test', () => listed({ environment: 'test', category: 'otp' })],
  ['the newest requests', '_id_', () => lists.requests({ tenant: TENANT }, { limit: 20 })],
  ['live requests', '_id_', () => lists.requests({ tenant: TENANT, environment: 'live' }, { limit: 20 })],
  ['test requests', 'test', () => lists.requests({ tenant: TENANT, environment: 'test' }, { limit: 20 })],
  ['requests of a creator', 'creator', () => lists.requests({ tenant: TENANT, created_by: 'key:test' }, { limit: 20 })],
  ['requests by id', '_id_', () => lists.requestsById(keys.slice(0, 20).map(requestKeyOf))],
  ['a tenant’s routes', 'tenant', () => routeStates.ofTenant(TENANT)],
  ['a tenant’s routes of one environment', 'tenant', () => routeStates.ofTenant(TENANT, 'test')],
  ['accounts to poll', 'polled', () => routeStates.polled()],
  ['some tenants’ routes', 'tenant', () => source.routes([TENANT, 'zzzzzzzz' as TenantId])],
  ['which price lists have changed', 'tenant', () => books.of([TENANT])],
  ['the prices of a route', '_id_', () => priceLists.read(TENANT, 'fake-1')],
  ['some tenants’ policies', 'tenant', () => source.policies([TENANT, 'zzzzzzzz' as TenantId])],
  ['some tenants’ senders', 'tenant', () => source.senders([TENANT, 'zzzzzzzz' as TenantId])],
  ['the tenants whose turn it is', 'tenant', () => source.inTurn('aaaaaaaa')],
  ['the account of a callback address', 'callback', () => vendorAccounts.find('fake', { callbackKey: '7' })],
  ['changes of a route', '_id_', () => routeStates.history(TENANT, 'fake-1', 20, 7)],
  ['a tenant’s senders', '_id_', () => senders.ofTenant(TENANT)],
  ['a sender', '_id_', () => senders.byValue(TENANT, 'Postrider')],
  ['one that never was', '_id_', () => senders.byValue(TENANT, 'Nobody')],
  ['changes of a sender', '_id_', () => senders.history(TENANT, 'Postrider', { limit: 20, before: 7, of: ['fake-1'] })],
  ['a tenant’s policy', '_id_', () => policies.read(TENANT, 'test')],
  ['a tenant’s phones', 'tenant', () => phones.ofTenant(TENANT, 'test')],
  ['a phone', '_id_', () => phones.byId(TENANT, 'phone-1')],
  ['a tenant’s pools', 'tenant', () => pools.ofTenant(TENANT, 'test')],
  ['a pool', '_id_', () => pools.byId(TENANT, 'pool-1')],
  ['what a tenant’s key opens', '_id_', () => holdsSealed(collectionsOf(mongo.session), TENANT)],
  ['guards of texts and numbers', '_id_', () => guards.find(TENANT, [guard(1)._id, guard(2)._id])],
  ['the owners of guards', '_id_', () => guards.ownersOf([guard(1), guard(2)], { createdBefore: 0 })],
  ['what was used of quotas', '_id_', () => quotas.used(TENANT, [counter(1), counter(2)])],
  ['a quota that is full', '_id_', () => quotas.reserve(counter(1), 2, 1)],
  ['numbers that opted out', '_id_', () => optOuts.scopesOf(Array.from({ length: 50 }, (_, at) => `${TENANT}.${at}`))],
  ['the opt-out of a number', '_id_', () => optOuts.of(TENANT, `${TENANT}.7`)],
  ['a tenant’s opt-outs', 'in_force', () => optOuts.list(TENANT, { limit: 20, after: newRequestId() })],
  ['those of one scope', 'in_force', () => optOuts.list(TENANT, { scope: 'marketing', limit: 20 })],
  ['some tenants that have opt-outs', 'in_force', () => source.withOptOuts([TENANT, 'zzzzzzzz' as TenantId])],
  ['all tenants that have opt-outs', 'in_force', () => source.withOptOuts()],
  ['routes whose vendors are to be asked', 'due', () => awaited.dueRoutes()],
  [
    'messages for which a vendor is to be asked',
    'due',
    () => awaited.claim({ tenant: TENANT, route: 'fake-1' }, 0, 50),
  ],
  ['what requests await', '_id_', () => awaited.ofRequests(TENANT, keys.slice(0, 20).map(requestKeyOf), 50)],
  ['orphans', '_id_', () => evidence.orphans(['orphan.fake-1.V-1.DELIVERED'])],
  ['canceled requests of a chunk', '_id_', () => requests.canceledAmong(keys.slice(0, 100).map(requestKeyOf))],
  ['changes that were left', '_id_', () => new Outbox(mongo.session.collection('dispatcher_outbox')).due(60_000, 20)],
  ['the last block of numbers', '_id_', () => new NumberBlocks(collectionsOf(mongo.session)).reserve(TENANT, 1)],
])('%s: read by the index %s alone', async (_, index, ask) => {
  for (const plan of await plansOf(ask)) expectIndexUsed(plan, index);
});

const listed = (choice: Partial<MessageChoice>) => lists.messages({ tenant: TENANT, ...choice }, { limit: 20 });

test('messages of a creator are found by the ids of their requests, which come from an index alone', async () => {
  const [ofRequests, ofMessages] = await plansOf(() => listed({ created_by: 'key:test', category: 'otp' }));

  expectIndexUsed(ofRequests!, 'creator');
  expect(JSON.stringify(ofRequests)).toContain('PROJECTION_COVERED');
  expectIndexUsed(ofMessages!, '_id_');
});

test.each<[string, Partial<MessageChoice>]>([
  ['all messages', { category: 'otp' }],
  ['messages that failed', { statuses: ['FAILED', 'CANCELED'], category: 'otp' }],
  ['messages to a number', { to_hash: 'hash', category: 'otp' }],
  ['messages with pictures', { channel: 'mms', category: 'otp' }],
  ['messages by a template', { template_id: 't-1', category: 'otp' }],
  ['test messages', { environment: 'test', category: 'otp' }],
])('the end of a slice of %s is found without reading a document', async (_, choice) => {
  const reads = await readsOf(() => listed(choice));
  const ends = reads.filter(({ skip }) => skip !== undefined);

  expect(ends.length).toBeGreaterThan(0);
  for (const read of ends) expect((await explain(read, 'executionStats')).executionStats.totalDocsExamined).toBe(0);
});

test('an unknown address is looked for by two indexes', async () => {
  const [present, former] = await plansOf(() => vendorAccounts.find('fake', { callbackKey: 'guessed' }));

  expectIndexUsed(present!, 'callback');
  expectIndexUsed(former!, 'former_callback');
});

test("the cost of reading one lane's due messages does not grow with those of the other lanes", async () => {
  const [read] = await readsOf(() => messages.due(clock.now(), 50, ['bulk']));

  const { executionStats } = await explain(read!, 'executionStats');

  expect(executionStats).toMatchObject({ nReturned: 50, totalDocsExamined: 50 });
  expect(executionStats.totalKeysExamined).toBeLessThanOrEqual(51);
});

test("the cost of a page of dead letters does not grow with the tenant's other messages", async () => {
  const collection = mongo.session.collection<MessageDocument>('sms_messages');
  const dead = keys.slice(0, 100);
  await collection.updateMany({ _id: { $in: dead } }, { $set: { dead_letter: { state: 'pending', at: new Date() } } });
  await collection.updateMany({ _id: { $in: dead.slice(0, 50) } }, { $set: { 'dead_letter.state': 'retrying' } });
  const [read] = await readsOf(() => deadLetters.list({ tenant: TENANT, state: 'pending' }, 20));

  const { executionStats, queryPlanner } = await explain(read!, 'executionStats');

  expect(executionStats).toMatchObject({ nReturned: 20, totalDocsExamined: 20 });
  expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('"stage":"SORT"');
});

test("the cost of a page of opt-outs does not grow with the tenant's other opt-outs", async () => {
  const [read] = await readsOf(() => optOuts.list(TENANT, { limit: 20 }));

  const { executionStats, queryPlanner } = await explain(read!, 'executionStats');

  expect(executionStats).toMatchObject({ nReturned: 20, totalDocsExamined: 20 });
  expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('"stage":"SORT"');
});

test('which tenants have opt-outs costs one key of the index for each tenant', async () => {
  const [read] = await readsOf(() => source.withOptOuts());

  const explained = JSON.stringify(await explain(read!, 'executionStats'));

  expect(explained).toContain('DISTINCT_SCAN');
  expect(Number(/"totalKeysExamined":(\d+)/.exec(explained)![1])).toBeLessThan(10);
});

test('the price lists that have changed are read by their ids', async () => {
  const [versions, lists] = await plansOf(() => new PriceBooks(collectionsOf(mongo.session)).of([TENANT]));

  expectIndexUsed(versions!, 'tenant');
  expect(JSON.stringify(versions)).toContain('PROJECTION_COVERED');
  expectIndexUsed(lists!, '_id_');
});

test('which routes have due receipts costs one key of the index for each route', async () => {
  const [read] = await readsOf(() => awaited.dueRoutes());

  const explained = JSON.stringify(await explain(read!, 'executionStats'));

  expect(explained).toContain('DISTINCT_SCAN');
  expect(Number(/"totalKeysExamined":(\d+)/.exec(explained)![1])).toBeLessThan(15);
});
