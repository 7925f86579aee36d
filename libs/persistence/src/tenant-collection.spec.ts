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

/** Never called: it compiles only as long as each marked line does not. */
export function refusedByTheCompiler(): void {
  void parcels.findOne({ tenant: TENANT, _id: 'p1' });
  void parcels.find({ tenant: TENANT, weight: { $gt: 3 }, $or: [{ note: 'a' }, { note: 'b' }] });
  void parcels.updateMany({ tenant: TENANT }, { $set: { weight: 4 }, $unset: { note: true } });
  void parcels.acrossTenants('the sweep closes what is past its deadline').find({ weight: 3 });

  // @ts-expect-error a filter names its tenant
  void parcels.findOne({ _id: 'p1' });
  // @ts-expect-error also an empty one
  void parcels.find({});
  // @ts-expect-error one tenant, not a condition that several may meet
  void parcels.find({ tenant: { $in: [TENANT] } });
  // @ts-expect-error a branded id, not any text
  void parcels.find({ tenant: 'abcdefgh' });
  // @ts-expect-error a tenant inside $or leaves the rest open
  void parcels.find({ $or: [{ tenant: TENANT }, { weight: 3 }] });
  // @ts-expect-error counting
  void parcels.countDocuments({ weight: 3 });
  // @ts-expect-error changing one
  void parcels.updateOne({ _id: 'p1' }, { $set: { weight: 4 } });
  // @ts-expect-error changing many
  void parcels.updateMany({ weight: 3 }, { $set: { weight: 4 } });
  // @ts-expect-error changing and reading
  void parcels.findOneAndUpdate({ _id: 'p1' }, { $set: { weight: 4 } });
  // @ts-expect-error removing one
  void parcels.deleteOne({ _id: 'p1' });
  // @ts-expect-error removing many
  void parcels.deleteMany({ weight: 3 });
  // @ts-expect-error a document without its tenant
  void parcels.insertOne({ _id: 'p1', weight: 3 });
  // @ts-expect-error a pipeline without its tenant
  void parcels.aggregate([{ $match: { weight: 3 } }]);
  // @ts-expect-error documents of nobody have no tenant collection
  void (undefined as unknown as TenantCollection<{ _id: string }>);
  // @ts-expect-error leaving the tenant behind needs a reason
  void parcels.acrossTenants();
}

test('a tenant that is missing at run time is refused, since the driver would leave it out of the filter', () => {
  const missing = { tenant: undefined as unknown as TenantId };

  expect(() => parcels.find(missing)).toThrow('names no tenant');
  expect(() => parcels.deleteMany({ tenant: '' as TenantId })).toThrow('names no tenant');
  expect(() => parcels.aggregate(missing.tenant, [])).toThrow('names no tenant');
  expect(() => parcels.insertMany([{ _id: 'p1', weight: 3, ...missing }])).toThrow('names no tenant');
});

test('going across tenants without a reason is refused', () => {
  expect(() => parcels.acrossTenants(' ')).toThrow('needs a reason');
});
