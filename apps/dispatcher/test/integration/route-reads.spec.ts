// Real: mongod, its profiler, driver, repositories, the table of routes. Changes are not announced to the table.
import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { syncIndexes } from '#libs/persistence';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { knownEverywhere, RouteTable } from '../../src/application/routing/route-table.ts';
import { collectionsOf, type AccountDocument } from '../../src/outbound/mongo/collections.ts';
import { ledgerIndexes } from '../../src/outbound/mongo/indexes.ts';
import { MongoRoutingSource } from '../../src/outbound/mongo/routing-source.repository.ts';
import { newAccount } from '../builders/running-dispatcher.ts';

const TENANTS = Array.from({ length: 400 }, (_, at) => `t${String(at).padStart(7, '0')}` as TenantId);
const [first, second, third] = TENANTS as [TenantId, TenantId, TenantId];
const test_ = 'test' as Environment;
const since = new Date();
const state = { version: 1, breaker: 'closed', since, openings: 0, penalty: 0 } as const;

let mongo: TestMongo;
let source: MongoRoutingSource;
let at = 0;

beforeAll(async () => {
  mongo = await testMongo();
  await syncIndexes(mongo.session, ledgerIndexes);
  source = new MongoRoutingSource(collectionsOf(mongo.session), { error: () => undefined });
  const routes = TENANTS.flatMap((tenant) => [`fake-1-${tenant}`, `fake-2-${tenant}`].map((_id) => ({ _id, tenant })));
  const made = { source: 'api', enabled: true, created_at: since, updated_at: since, state } as const;
  const stored = (collection: string, documents: readonly object[]) =>
    mongo.session.db.collection(collection).insertMany([...documents]);
  await stored(
    'vendor_accounts',
    routes.map(({ _id, tenant }) => ({ ...newAccount(), _id, tenant, name: _id, ...made })),
  );
  await stored(
    'routing_policies',
    TENANTS.map((tenant) => ({ _id: `${tenant}.test`, tenant, environment: 'test', version: 1, rules: [] })),
  );
  await stored(
    'senders',
    ['One', 'Two'].flatMap((value) =>
      TENANTS.map((tenant) => ({ _id: `${tenant}.${value}`, tenant, value, routes: [`fake-1-${tenant}`] })),
    ),
  );
}, 60_000);
afterAll(() => mongo?.close());
beforeEach(() => mongo.session.collection('routing_revisions').deleteMany({}));

const openTable = async (): Promise<RouteTable> => {
  const table = new RouteTable(source, () => at);
  await table.factsOf(first, test_);
  return table;
};

const rename = (tenant: TenantId, name: string) =>
  mongo.session
    .collection<AccountDocument>('vendor_accounts')
    .updateOne({ _id: `fake-1-${tenant}` }, { $set: { name } });

const nameOf = async (table: RouteTable, tenant: TenantId): Promise<string | undefined> =>
  (await table.factsOf(tenant, test_)).routes.find(({ id }) => id === `fake-1-${tenant}`)?.name;

/** Counts as processes of a version before 4 do. */
const countAsBefore = () =>
  mongo.session
    .collection<{ _id: string; changes: number }>('routing_revisions')
    .updateOne({ _id: 'routing' }, { $inc: { changes: 1 } }, { upsert: true });

/** How many documents mongod read for `ask`. */
async function documentsRead(ask: () => Promise<unknown>): Promise<number> {
  const { db } = mongo.session;
  await db.command({ profile: 2 });
  await ask();
  await db.command({ profile: 0 });
  const reads = await db
    .collection('system.profile')
    .find({ op: { $in: ['query', 'getmore'] }, ns: { $not: /system\.profile$/ } })
    .toArray();
  await db.collection('system.profile').drop();
  return reads.reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0);
}

test('the cost of reading a change is that of its tenant alone', async () => {
  const table = await openTable();
  await rename(second, 'changed');
  await source.countChange(second);
  at += 300;

  const read = await documentsRead(async () => expect(await nameOf(table, second)).toBe('changed'));

  // The count, two routes, a policy, two senders.
  expect(read).toBe(6);
});

test('while nothing changes, a look reads one document, and uncounted changes are searched for a few tenants at a time', async () => {
  const table = await openTable();
  at += 300;
  expect(await documentsRead(() => table.factsOf(first, test_))).toBeLessThanOrEqual(1);

  for (let turn = 0; turn < 3; turn += 1) {
    at += 5_001;
    expect(await documentsRead(() => table.factsOf(first, test_))).toBeLessThanOrEqual(501);
  }
});

test('an uncounted change is found at the turn of its tenant, and a tenant without routes is removed', async () => {
  const table = await openTable();
  const last = TENANTS.at(-1)!;
  await rename(last, 'found');
  await mongo.session.collection('vendor_accounts').deleteMany({ tenant: second });

  for (let turn = 0; turn < 4; turn += 1) {
    at += 5_001;
    await table.factsOf(first, test_);
  }

  expect(await nameOf(table, last)).toBe('found');
  expect((await table.factsOf(second, test_)).routes).toEqual([]);
});

test('a change that was begun and never counted is found by the next search', async () => {
  const table = await openTable();
  const last = TENANTS.at(-1)!;
  await source.beginChange(last);
  await rename(last, 'begun');
  at += 5_001;

  expect(await nameOf(table, last)).toBe('begun');
});

test('changes that are counted at once have a number each, and none stays begun', async () => {
  const begun = await Promise.all(
    TENANTS.slice(0, 50).map(async (tenant) => [tenant, await source.beginChange(tenant)] as const),
  );
  expect((await source.changes())!.begun).toHaveLength(50);

  await Promise.all(begun.map(([tenant, id]) => source.countChange(tenant, id)));

  const { count, latest, begun: left } = (await source.changes())!;
  expect([count, latest.map(({ n }) => n), left]).toEqual([50, Array.from({ length: 50 }, (_, n) => n + 1), []]);
  expect(new Set(latest.map(({ tenant }) => tenant))).toEqual(new Set(TENANTS.slice(0, 50)));
  expect(await source.changes(50)).toBeUndefined();
});

test('no more than a hundred changes are kept, and a change of all tenants has no tenant', async () => {
  for (let n = 0; n < 101; n += 1) await source.countChange(first);
  await source.countChange(undefined);

  const { count, latest } = (await source.changes())!;
  expect([count, latest.length, latest[0], latest.at(-1)]).toEqual([102, 100, { n: 3, tenant: first }, { n: 102 }]);
});

test('a change that an older process counted is found as well', async () => {
  const table = await openTable();
  await source.countChange(first);
  await rename(third, 'by an older one');
  await countAsBefore();
  at += 300;

  expect(await nameOf(table, third)).toBe('by an older one');
});

test('each of many changes at the same time is known to every replica once it was answered', async () => {
  const replicas = [new RouteTable(source), new RouteTable(source)];
  const changed = TENANTS.slice(5, 205);
  const late: TenantId[] = [];
  const change = async (tenant: TenantId, n: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, n * 5));
    const isOld = n % 20 === 0;
    const begun = isOld ? undefined : await source.beginChange(tenant);
    await rename(tenant, `now ${n}`);
    await (isOld ? countAsBefore() : source.countChange(tenant, begun));
    await knownEverywhere();
    for (const table of replicas) if ((await nameOf(table, tenant)) !== `now ${n}`) late.push(tenant);
  };

  await Promise.all(changed.map(change));

  expect(late).toEqual([]);
});
