// Real: the driver. Its address has no listener.
import { MongoClient, MongoError } from 'mongodb';
import { PostriderError } from '#libs/kernel';
import { isConnectivity } from './connectivity.ts';
import { insertManyUnordered } from './insert-many.ts';
import { translated } from './translated.ts';

interface Parcel {
  readonly _id: string;
  readonly weight?: number;
}

const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 30 });
const parcels = translated(client.db('unit').collection<Parcel>('parcels'));
afterAll(() => client.close());

test.each<[string, () => Promise<unknown>]>([
  ['a read', () => parcels.findOne({})],
  ['a write', () => parcels.updateMany({}, { $set: { weight: 1 } })],
  ['a bulk of writes', () => parcels.bulkWrite([{ insertOne: { document: { _id: 'p1' } } }])],
  ['an insert of many', () => insertManyUnordered(parcels, [{ _id: 'p1' }])],
  ['a cursor read to its end', () => parcels.find({}).sort({ _id: 1 }).limit(2).toArray()],
  ['a cursor read one by one', () => parcels.find({}).next()],
  ['a cursor in a loop', () => readInLoop()],
  ['an aggregation', () => parcels.aggregate([]).toArray()],
])('%s on a database that is away is rejected as unavailable', async (_, call) => {
  const error: unknown = await call().catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(PostriderError);
  expect(error).toMatchObject({ code: 'service_unavailable', retryAfterMs: 2_000 });
  expect((error as Error).cause).toBeInstanceOf(MongoError);
  expect(isConnectivity(error)).toBe(true);
});

test('an error of the caller is not changed', async () => {
  const error: unknown = await parcels.bulkWrite('nonsense' as never).catch((thrown: unknown) => thrown);

  expect(error).not.toBeInstanceOf(PostriderError);
  expect(isConnectivity(error)).toBe(false);
});

async function readInLoop(): Promise<void> {
  for await (const parcel of parcels.find({})) throw new Error(`${parcel._id} is not there`);
}
