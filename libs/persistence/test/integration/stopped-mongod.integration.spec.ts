// Real: a mongod of its own, which SIGSTOP makes silent without closing a connection.
import type { Collection } from 'mongodb';
import { monotonicMs } from '#libs/kernel';
import { insertManyUnordered, isConnectivity, openSession, WriteGatherer, type MongoSession } from '../../src/index.ts';
import { freeze } from '../../../servers/testing/index.ts';
import { ownMongod, until, type OwnMongod } from '../../testing/index.ts';

interface Parcel {
  readonly _id: string;
  readonly weight?: number;
}

const FAILS_WITHIN_MS = 8_000;

let mongod: OwnMongod;
let session: MongoSession;
let parcels: Collection<Parcel>;

beforeAll(async () => {
  mongod = await ownMongod();
  session = await openSession({ uri: mongod.uri, database: 'stopped' });
  parcels = session.collection<Parcel>('parcels');
}, 60_000);

afterAll(async () => {
  process.kill(mongod.pid, 'SIGCONT');
  await session.close();
  await mongod.stop();
});

async function howItFails(call: () => Promise<unknown>): Promise<{ unavailable: boolean; afterMs: number }> {
  const startedAt = monotonicMs();
  const error: unknown = await call().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const unavailable = isConnectivity(error) && (error as { code?: unknown }).code === 'service_unavailable';
  return { unavailable, afterMs: monotonicMs() - startedAt };
}

test('calls on a stopped mongod fail in time, and the same session works again once it continues', async () => {
  await parcels.insertMany([{ _id: 'before' }, { _id: 'also-before' }]);
  const gatherer = new WriteGatherer({
    name: 'parcels.insert',
    flush: (items: readonly Parcel[]) => insertManyUnordered(parcels, items),
  });

  await freeze(mongod.pid);
  const caught = await Promise.all(
    [
      () => parcels.findOne({ _id: 'before' }),
      () => parcels.find({}).toArray(),
      () => parcels.insertOne({ _id: 'during' }),
      () => parcels.updateMany({}, { $set: { weight: 1 } }),
      () => insertManyUnordered(parcels, [{ _id: 'during-1' }, { _id: 'during-2' }]),
      () => gatherer.add({ _id: 'gathered-1' }),
      () => gatherer.add({ _id: 'gathered-2' }),
      () => session.ping(),
    ].map(howItFails),
  );
  const later = await howItFails(() => parcels.findOne({ _id: 'before' }));
  process.kill(mongod.pid, 'SIGCONT');

  for (const { unavailable, afterMs } of caught) {
    expect(unavailable).toBe(true);
    expect(afterMs).toBeLessThan(FAILS_WITHIN_MS);
  }
  expect(later.unavailable).toBe(true);
  expect(later.afterMs).toBeLessThan(5_000);

  await until('the session works again', () =>
    session.ping().then(
      () => true,
      () => false,
    ),
  );
  await expect(insertManyUnordered(parcels, [{ _id: 'before' }, { _id: 'after' }])).resolves.toEqual([
    { duplicate: '_id_' },
    'inserted',
  ]);
  await expect(gatherer.add({ _id: 'gathered-3' })).resolves.toBe('inserted');
}, 60_000);
