// Real: the types, and the driver's collection without a server behind it.
import { MongoClient } from 'mongodb';
import type { TenantId } from '#libs/kernel';
import { TenantCollection } from './tenant-collection.ts';

interface Parcel {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly weight: number;
  readonly note?: string;
}

const TENANT = 'abcdefgh' as TenantId;
const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 1 });
const parcels = new TenantCollection<Parcel>(client.db('unit').collection<Parcel>('parcels'));

afterAll(() => client.close());

test('a query without its one tenant does not compile, and is refused at run time', () => {
  const refused: (() => unknown)[] = [
    // @ts-expect-error a filter names its tenant
    () => parcels.findOne({ _id: 'p1' }),
    // @ts-expect-error also an empty one
    () => parcels.find({}),
    // @ts-expect-error one tenant, not a condition that several may meet
    () => parcels.find({ tenant: { $in: [TENANT] } }),
    // @ts-expect-error a tenant inside $or leaves the rest open
    () => parcels.find({ $or: [{ tenant: TENANT }, { weight: 3 }] }),
    // @ts-expect-error counting
    () => parcels.countDocuments({ weight: 3 }),
    // @ts-expect-error changing one
    () => parcels.updateOne({ _id: 'p1' }, { $set: { weight: 4 } }),
    // @ts-expect-error changing many
    () => parcels.updateMany({ weight: 3 }, { $set: { weight: 4 } }),
    // @ts-expect-error changing and reading
    () => parcels.findOneAndUpdate({ _id: 'p1' }, { $set: { weight: 4 } }),
    // @ts-expect-error removing one
    () => parcels.deleteOne({ _id: 'p1' }),
    // @ts-expect-error removing many
    () => parcels.deleteMany({ weight: 3 }),
    // @ts-expect-error a document without its tenant
    () => parcels.insertOne({ _id: 'p1', weight: 3 }),
    // @ts-expect-error a pipeline without its tenant
    () => parcels.aggregate([{ $match: { weight: 3 } }]),
  ];

  for (const query of refused) expect(query).toThrow('has no tenant');
});

test('a query with its tenant compiles, whatever its other conditions', () => {
  const allowed: (() => unknown)[] = [
    () => parcels.find({ tenant: TENANT, _id: 'p1' }),
    () => parcels.find({ tenant: TENANT, weight: { $gt: 3 }, $or: [{ note: 'a' }, { note: 'b' }] }),
    () => parcels.aggregate(TENANT, [{ $group: { _id: '$weight' } }]),
    () => parcels.acrossTenants('the sweep closes what is past its deadline').find({ weight: 3 }),
    // @ts-expect-error the tenant is a branded id, so that no text from outside becomes one by accident
    () => parcels.find({ tenant: 'abcdefgh' }),
    // @ts-expect-error documents of nobody have no tenant collection
    () => new TenantCollection<{ _id: string }>(client.db('unit').collection('parcels')),
  ];

  for (const query of allowed) expect(query).not.toThrow();
});

test('a tenant that is missing at run time is refused, since the driver would leave it out of the filter', () => {
  const missing = { tenant: undefined as unknown as TenantId };

  expect(() => parcels.find(missing)).toThrow('has no tenant');
  expect(() => parcels.deleteMany({ tenant: '' as TenantId })).toThrow('has no tenant');
  expect(() => parcels.aggregate(missing.tenant, [])).toThrow('has no tenant');
  expect(() => parcels.insertMany([{ _id: 'p1', weight: 3, ...missing }])).toThrow('has no tenant');
});

test('a query across tenants without a reason is refused', () => {
  expect(() => parcels.acrossTenants(' ')).toThrow('needs a reason');
});
