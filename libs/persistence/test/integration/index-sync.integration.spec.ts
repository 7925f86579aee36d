// Real: mongod and its plans.
import { syncIndexes, type IndexSpec } from '../../src/index.ts';
import { expectIndexUsed, testMongo, type TestMongo } from '../../testing/index.ts';

let mongo: TestMongo;
beforeAll(async () => void (mongo = await testMongo()), 60_000);
afterAll(() => mongo.close());

let collection: string;
let nth = 0;
beforeEach(() => void (collection = `jobs_${nth++}`));

const due = (more: Partial<IndexSpec> = {}): IndexSpec => ({
  collection,
  name: 'due',
  keys: { lane: 1, wake_at: 1 },
  options: { partialFilterExpression: { wake_at: { $exists: true } } },
  query: 'jobs of a lane that are due, oldest first',
  ...more,
});
const unique = (more: Partial<IndexSpec> = {}): IndexSpec =>
  due({ name: 'key', keys: { key: 1 }, options: { unique: true }, query: 'the job of a key', ...more });

const indexes = async (): Promise<Record<string, unknown>[]> =>
  (await mongo.session.db.collection(collection).listIndexes().toArray()).filter(({ name }) => name !== '_id_');

test('missing indexes are made, and a second run changes nothing', async () => {
  const first = await syncIndexes(mongo.session, [due(), unique()]);
  const second = await syncIndexes(mongo.session, [due(), unique()]);

  expect(first).toEqual({ created: [`${collection}.due`, `${collection}.key`], rebuilt: [], dropped: [] });
  expect(second).toEqual({ created: [], rebuilt: [], dropped: [] });
  expect(await indexes()).toMatchObject([
    { name: 'due', key: { lane: 1, wake_at: 1 }, partialFilterExpression: { wake_at: { $exists: true } } },
    { name: 'key', key: { key: 1 }, unique: true },
  ]);
});

test.each<[string, Partial<IndexSpec>]>([
  ['other keys', { keys: { lane: 1, priority: -1, wake_at: 1 } }],
  ['the same keys in another order', { keys: { wake_at: 1, lane: 1 } }],
  ['another partial filter', { options: { partialFilterExpression: { lane: 'urgent' } } }],
  ['no partial filter any more', { options: {} }],
])('an index that now has %s is rebuilt', async (_, changed) => {
  await syncIndexes(mongo.session, [due()]);

  const changes = await syncIndexes(mongo.session, [due(changed)]);

  expect(changes).toEqual({ created: [], rebuilt: [`${collection}.due`], dropped: [] });
  expect(await indexes()).toMatchObject([{ name: 'due', key: changed.keys ?? due().keys, ...changed.options }]);
  expect(await syncIndexes(mongo.session, [due(changed)])).toEqual({ created: [], rebuilt: [], dropped: [] });
});

test('an index that expires its documents at another time is rebuilt', async () => {
  const expiring = (expireAfterSeconds?: number): IndexSpec =>
    due({ keys: { wake_at: 1 }, options: expireAfterSeconds === undefined ? {} : { expireAfterSeconds } });
  await syncIndexes(mongo.session, [expiring()]);

  for (const seconds of [60, 3_600, undefined])
    expect((await syncIndexes(mongo.session, [expiring(seconds)])).rebuilt).toEqual([`${collection}.due`]);
});

test('an index that only has another name is made again and the old one dropped', async () => {
  await syncIndexes(mongo.session, [due()]);

  const changes = await syncIndexes(mongo.session, [due({ name: 'waking' })], [{ collection, name: 'due' }]);

  expect(changes).toEqual({ created: [`${collection}.waking`], rebuilt: [], dropped: [`${collection}.due`] });
  expect((await indexes()).map(({ name }) => name)).toEqual(['waking']);
});

test('unknown indexes stay', async () => {
  await mongo.session.db.collection(collection).createIndex({ mine: 1 }, { name: 'made_by_hand' });

  const changes = await syncIndexes(mongo.session, [due()], [{ collection, name: 'never_was' }]);

  expect(changes.dropped).toEqual([]);
  expect((await indexes()).map(({ name }) => name)).toEqual(['made_by_hand', 'due']);
});

test('a unique index that changed is refused, since dropping it first would let duplicates in', async () => {
  await syncIndexes(mongo.session, [unique()]);

  await expect(syncIndexes(mongo.session, [unique({ keys: { tenant: 1, key: 1 } })])).rejects.toThrow(
    'make another one beside it',
  );

  expect(await indexes()).toMatchObject([{ key: { key: 1 }, unique: true }]);
});

test('a unique index over duplicates is refused without their keys', async () => {
  await mongo.session.db.collection(collection).insertMany([{ key: 'a-secret-key' }, { key: 'a-secret-key' }]);

  const error: unknown = await syncIndexes(mongo.session, [unique()]).catch((thrown: unknown) => thrown);

  expect((error as Error).message).toBe(
    `The unique index ${collection}.key cannot be made: the collection has documents with the same key.`,
  );
});

test('replicas that start at once agree, whether the indexes are new or changed', async () => {
  const replicas = [mongo.session, await mongo.open(), await mongo.open()];
  const syncAll = (spec: IndexSpec): Promise<unknown> =>
    Promise.all(replicas.map((replica) => syncIndexes(replica, [spec, unique()])));
  await mongo.session.db
    .collection(collection)
    .insertMany(Array.from({ length: 2_000 }, (_, key) => ({ key, lane: 'bulk' })));

  await syncAll(due());
  for (let round = 1; round <= 5; round++) await syncAll(due({ keys: { lane: 1, [`field_${round}`]: 1 } }));

  expect(await indexes()).toMatchObject([{ name: 'key' }, { name: 'due', key: { lane: 1, field_5: 1 } }]);
}, 60_000);

test('replicas of two versions that start at once end with the index of one of them, and without an error', async () => {
  const [older, newer] = [due(), due({ keys: { lane: 1, priority: 1 } })];
  const replica = await mongo.open();

  for (let round = 0; round < 10; round++)
    await Promise.all([syncIndexes(mongo.session, [older]), syncIndexes(replica, [newer])]);

  const [index, ...others] = await indexes();
  expect(others).toEqual([]);
  expect([older.keys, newer.keys]).toContainEqual(index!.key);
});

describe('the plan check', () => {
  const dueJobs = { lane: 'urgent', wake_at: { $lt: new Date() } };
  const jobs = () => mongo.session.collection(collection);

  beforeEach(() => syncIndexes(mongo.session, [due()]));

  test('accepts a plan that reads by the index alone', async () => {
    const explains = [
      await jobs().find(dueJobs).sort({ wake_at: 1 }).limit(5).explain(),
      await jobs()
        .aggregate([{ $match: dueJobs }, { $group: { _id: '$lane', count: { $sum: 1 } } }])
        .explain(),
      await jobs()
        .aggregate([{ $match: dueJobs }, { $sort: { wake_at: 1 } }, { $limit: 5 }])
        .explain(),
    ];

    for (const explain of explains) expect(() => expectIndexUsed(explain, 'due')).not.toThrow();
  });

  test('reads the plans of changes and of look-ups by key', async () => {
    const update = { q: dueJobs, u: { $set: { priority: 1 } }, multi: true };
    const change = await mongo.session.db.command({ explain: { update: collection, updates: [update] } });
    const lookUp = await jobs()
      .find({ _id: 'j1' as never })
      .explain();

    expect(() => expectIndexUsed(change, 'due')).not.toThrow();
    expect(() => expectIndexUsed(lookUp, '_id_')).not.toThrow();
    expect(() => expectIndexUsed(lookUp, 'due')).toThrow('but it is: IDHACK');
  });

  test('names the plan that does otherwise', async () => {
    const scan = await jobs().find({ priority: 1 }).explain();
    const sorted = await jobs().find(dueJobs).sort({ priority: 1 }).explain();

    expect(() => expectIndexUsed(scan, 'due')).toThrow('but it is: COLLSCAN.');
    expect(() => expectIndexUsed(sorted, 'due')).toThrow(/but it is: .*SORT/);
    expect(() => expectIndexUsed({}, 'due')).toThrow('but it is: no plan at all.');
  });
});
