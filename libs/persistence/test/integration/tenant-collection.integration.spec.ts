// Real: mongod, driver.
import type { TenantId } from '#libs/kernel';
import type { TenantCollection } from '../../src/index.ts';
import { countCommands, testMongo, type TestMongo } from '../../testing/index.ts';

interface Parcel {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly weight: number;
}

const [MINE, THEIRS] = ['aaaaaaaa', 'bbbbbbbb'] as TenantId[] as [TenantId, TenantId];
const commands = countCommands();
let mongo: TestMongo;
let parcels: TenantCollection<Parcel>;

beforeAll(async () => {
  mongo = await testMongo(commands);
  parcels = mongo.session.tenantCollection<Parcel>('parcels');
}, 60_000);
afterAll(() => mongo.close());

beforeEach(async () => {
  await mongo.session.db.collection('parcels').deleteMany({});
  await parcels.insertMany([
    { _id: 'm1', tenant: MINE, weight: 1 },
    { _id: 'm2', tenant: MINE, weight: 2 },
  ]);
  await parcels.insertOne({ _id: 't1', tenant: THEIRS, weight: 1 });
  commands.reset();
});

const all = (): Promise<unknown[]> => parcels.acrossTenants('the test compares all').find().sort({ _id: 1 }).toArray();

test('a read finds the tenant’s own documents alone', async () => {
  expect(await parcels.find({ tenant: MINE, weight: 1 }).toArray()).toMatchObject([{ _id: 'm1' }]);
  expect(await parcels.findOne({ tenant: MINE, _id: 't1' })).toBeNull();
  expect(await parcels.countDocuments({ tenant: MINE })).toBe(2);
  const sums = parcels.aggregate<{ total: number }>(MINE, [{ $group: { _id: null, total: { $sum: '$weight' } } }]);
  expect(await sums.toArray()).toMatchObject([{ total: 3 }]);
});

test('a change or removal leaves the neighbour’s documents alone', async () => {
  await parcels.updateMany({ tenant: MINE }, { $inc: { weight: 10 } });
  expect(await parcels.findOneAndUpdate({ tenant: MINE, _id: 't1' }, { $set: { weight: 9 } })).toBeNull();
  expect(await parcels.findOneAndUpdate({ tenant: MINE, _id: 'm1' }, { $set: { weight: 9 } })).toMatchObject({
    weight: 11,
  });
  await parcels.updateOne({ tenant: MINE, _id: 't1' }, { $set: { weight: 9 } });
  await parcels.deleteOne({ tenant: MINE, _id: 't1' });
  await parcels.deleteMany({ tenant: MINE, weight: 12 });

  expect(await all()).toEqual([
    { _id: 'm1', tenant: MINE, weight: 9 },
    { _id: 't1', tenant: THEIRS, weight: 1 },
  ]);
});

test('every command has the tenant in it', async () => {
  await parcels.find({ tenant: MINE }).toArray();
  await parcels.aggregate(MINE, []).toArray();
  await parcels.countDocuments({ tenant: MINE });
  await parcels.updateOne({ tenant: MINE, _id: 'm1' }, { $set: { weight: 3 } });
  await parcels.deleteOne({ tenant: MINE, _id: 'm1' });

  expect(commands.seen()).toHaveLength(5);
  for (const { command } of commands.seen()) expect(JSON.stringify(command)).toContain(MINE);
});
