// Real: mongod, driver, repository. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import { clock, newHolder, timesScaledBy } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import type { NewMessage } from '../../src/application/ledger/ports.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoMessages } from '../../src/outbound/mongo/messages.repository.ts';
import { MongoPhoneMessages } from '../../src/outbound/mongo/phone-messages.repository.ts';
import { TENANT, waitingMessage } from '../builders/ledger-documents.ts';

const commands = countCommands();
let mongo: TestMongo;
let messages: MongoMessages;
let phones: MongoPhoneMessages;

const queued = (over: Partial<NewMessage> = {}): NewMessage =>
  waitingMessage({ queue: { pool: 'pool-1', weight: 4 }, country: 'HK', ...over });
const backlog = (count: number, over: Partial<NewMessage> = {}) =>
  messages.insert(Array.from({ length: count }, () => queued(over)));

beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, ledgerIndexes);
  const collections = collectionsOf(mongo.session);
  messages = new MongoMessages(collections, timesScaledBy(1));
  phones = new MongoPhoneMessages(collections);
  await backlog(300);
  await backlog(50, { queue: { pool: 'phone-1', weight: 8 } });
}, 60_000);
afterAll(() => mongo?.close());

async function explained(ask: () => Promise<unknown>, verbosity = 'executionStats'): Promise<Document> {
  commands.reset();
  await ask();
  const [read] = commands.seen().filter(({ name }) => name === 'find' || name === 'aggregate');
  const { lsid: _, $clusterTime: __, $db: ___, readConcern: ____, ...query } = read!.command;
  return mongo.session.db.command({ explain: query, verbosity });
}

test.each<[string, string, () => Promise<unknown>]>([
  ['what waits for a pool', 'for_phones', () => phones.waiting(TENANT, ['pool-1'], { limit: 10 })],
  ['what waits by country', 'for_phones', () => phones.waiting(TENANT, ['pool-1'], { limit: 10, countries: ['VN'] })],
  ['what is held under leases', 'held_by_phone', () => phones.underLeases(TENANT, ['phone-1', 'phone-2'], ['a', 'b'])],
  ['what a phone holds', 'held_by_phone', () => phones.held(TENANT, 'phone-1', 50)],
  ['what a phone has not started', 'held_by_phone', () => phones.unstarted(TENANT, 'phone-1', 50)],
  ['what became of leases', 'lease', () => phones.everUnder(TENANT, 'phone-1', ['a', 'b'])],
  ['unpinned messages for phones that are away', 'for_phones', () => phones.wakeQueued(TENANT, ['pool-1'], 1)],
])('%s is found by the index %s', async (_, index, ask) => {
  expectIndexUsed(await explained(ask), index);
});

test('a lease costs the same whatever waits behind it', async () => {
  const few = await explained(() => phones.waiting(TENANT, ['pool-1'], { limit: 10 }));
  for (let at = 0; at < 5; at++) await backlog(2_000);
  const many = await explained(() => phones.waiting(TENANT, ['pool-1'], { limit: 10 }));

  for (const { executionStats, queryPlanner } of [few, many]) {
    expect(executionStats).toMatchObject({ nReturned: 10, totalDocsExamined: 10, totalKeysExamined: 10 });
    expect(JSON.stringify(queryPlanner.winningPlan)).not.toContain('"stage":"SORT"');
  }
}, 60_000);

test('messages that are held, or closed, are no longer in the queue of phones', async () => {
  const message = queued({ queue: { pool: 'pool-2', weight: 4 } });
  await messages.insert([message]);
  const now = new Date(clock.now());
  const to = { route: 'pool-2', agent: 'phone-2', holder: newHolder(), leasedAt: now, wakeAt: now };
  const write = { keys: [message._id], fence: 0, to: { ...to, awaitsStart: true, possibleDuplicate: false } };

  expect(await phones.lease([write, { ...write, to: { ...write.to, holder: newHolder() } }])).toEqual(
    new Set([message._id]),
  );
  expect(await phones.waiting(TENANT, ['pool-2'], { limit: 10 })).toEqual([]);
  expect(await phones.counts(TENANT, 'phone-2', 10)).toEqual({ assigned: 1, sending: 0, waiting: 0 });
});
