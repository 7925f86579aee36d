// Real: mongod, driver, repositories. Each query is explained as the driver sent it.
import type { Document } from 'mongodb';
import { clock } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import {
  countCommands,
  expectIndexUsed,
  testMongo,
  type TestMongo,
} from '../../../../libs/persistence/testing/index.ts';
import { agentIndexes } from '../../src/outbound/mongo/indexes.ts';
import { budgetsOn, granted, newLease, newSim, someRecipients, type BudgetsUnderTest } from '../builders/budgets.ts';

const commands = countCommands();
const sim = newSim();
let mongo: TestMongo;
let under: BudgetsUnderTest;
beforeAll(async () => {
  mongo = await testMongo(commands);
  await syncIndexes(mongo.session, agentIndexes);
  under = budgetsOn(mongo.session, { perMinute: 0 });
  for (const one of [sim, newSim(), newSim()]) {
    await lease(one, 3);
    await under.budgets.limitHit(one, clock.now());
  }
});
afterAll(() => mongo?.close());

async function lease(of: typeof sim, count: number): Promise<void> {
  const id = newLease();
  await under.budgets.reserve(of, id, count);
  await under.budgets.granted(of, id, granted(id, someRecipients(count)));
}

const explain = ({ lsid: _, $clusterTime: __, $db: ___, ...read }: Document): Promise<Document> =>
  mongo.session.db.command({ explain: read });

test.each<[string, string, () => Promise<unknown>]>([
  ['SIMs whose leases are due', 'check', () => under.sims.due(clock.now(), 20)],
  ['how many SIMs rest', 'resting', () => under.sims.resting(clock.now())],
  ['SIMs by their ids', '_id_', () => under.sims.read(sim.tenant, [sim.sim, 'sim-0000000000000000'])],
  ['how many recipients a month has', 'latest', () => under.recipients.count(sim, clock.now() - 60_000, 100)],
  ['the newest recipients of a month', 'latest', () => under.recipients.newest(sim, clock.now() - 60_000, 5_000)],
])('%s are found by the index %s', async (_, index, query) => {
  commands.reset();
  await query();
  const [read] = commands.seen().filter(({ name }) => name === 'find' || name === 'aggregate');

  expectIndexUsed(await explain(read!.command as Document), index);
});

test('a poll in vain is one read and one write before the lease, and one each after it', async () => {
  const id = newLease();
  const one = newSim();
  await lease(one, 1);

  commands.reset();
  await under.budgets.reserve(one, id, 10);
  expect(commands.counts()).toEqual({ 'find sims': 1, 'update sims': 1 });
  commands.reset();
  await under.budgets.granted(one, id, []);
  expect(commands.counts()).toEqual({ 'find sims': 1, 'update sims': 1 });
});

test('a phone that is not allowed anything now is answered by reads alone', async () => {
  const limited = budgetsOn(mongo.session, { perMinute: 2 });
  const one = newSim();
  const id = newLease();
  await limited.budgets.reserve(one, id, 2);
  await limited.budgets.granted(one, id, granted(id, someRecipients(2)));

  commands.reset();
  expect(await limited.budgets.reserve(one, newLease(), 1)).toMatchObject({ messages: 0 });
  expect(commands.counts()).toEqual({ 'find sims': 1, 'find phone_minutes': 1 });
});

test('every collection that grows with texts forgets them by itself', async () => {
  const expiring = agentIndexes
    .filter(({ options }) => options?.expireAfterSeconds === 0)
    .map(({ collection }) => collection);
  expect(expiring).toEqual(expect.arrayContaining(['sims', 'sim_recipients', 'phone_minutes']));
  const lasting = await mongo.session.db
    .collection('sim_recipients')
    .countDocuments({ expires_at: { $not: { $lte: new Date(clock.now() + 32 * 86_400_000) } } });
  expect(lasting).toBe(0);
});
