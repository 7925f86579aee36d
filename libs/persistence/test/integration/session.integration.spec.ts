// Real: mongod, driver, clock.
import { inspect } from 'node:util';
import { MongoNetworkError, type Collection, type Filter } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import { freeze } from '../../../servers/testing/index.ts';
import { asUnavailable, openSession, READ_BACK, type OfTenant } from '../../src/index.ts';
import { answerLoser, countCommands, ownMongod, testMongo, type TestMongo } from '../../testing/index.ts';

interface Parcel {
  readonly _id: string;
  readonly weight?: number;
  readonly note?: string;
  readonly seal?: Uint8Array;
}

let mongo: TestMongo;
beforeAll(async () => void (mongo = await testMongo()), 60_000);
afterAll(() => mongo.close());

test('writes are acknowledged by the majority and journaled, reads are the majority’s', async () => {
  const commands = countCommands();
  const session = await mongo.open(commands);
  await session.collection<Parcel>('parcels').insertOne({ _id: 'p1' });
  await session.collection<Parcel>('parcels').findOne({ _id: 'p1' });

  const [insert, find] = ['insert', 'find'].map((name) => commands.seen().find((seen) => seen.name === name)?.command);
  expect(insert).toMatchObject({ writeConcern: { w: 'majority', j: true }, txnNumber: expect.anything() });
  expect(find).toMatchObject({ readConcern: { level: 'majority' } });
});

test('an address that asks for weaker writes and reads does not get them', async () => {
  const weak = new URL(mongo.uri);
  for (const [name, value] of Object.entries({
    w: '1',
    journal: 'false',
    readConcernLevel: 'local',
    retryWrites: 'false',
  }))
    weak.searchParams.set(name, value);
  const commands = countCommands();
  const session = await mongo.open({ ...commands, uri: weak.href });

  await session.collection<Parcel>('weak').insertOne({ _id: 'w1' });
  await session.collection<Parcel>('weak').findOne({ _id: 'w1' });

  const [insert, find] = ['insert', 'find'].map((name) => commands.seen().find((seen) => seen.name === name)?.command);
  expect(insert).toMatchObject({ writeConcern: { w: 'majority', j: true }, txnNumber: expect.anything() });
  expect(find).toMatchObject({ readConcern: { level: 'majority' }, $readPreference: { mode: 'primaryPreferred' } });
});

test('commands are counted by name and collection, and failed ones apart', async () => {
  const commands = countCommands();
  const session = await mongo.open(commands);
  const parcels = session.collection<Parcel>('counted');
  commands.reset();

  await parcels.insertMany([{ _id: 'c1' }, { _id: 'c2' }, { _id: 'c3' }]);
  await parcels.find({}, { batchSize: 2 }).toArray();
  await expect(session.db.command({ nonsense: 1 })).rejects.toThrow('no such command');

  expect(commands.counts()).toEqual({ 'insert counted': 1, 'find counted': 1, 'getMore counted': 1, nonsense: 1 });
  expect(commands.seen().map(({ failed }) => failed)).toEqual([false, false, false, true]);
});

test('each call of a collection is reported by its operation and collection', async () => {
  const told: string[] = [];
  const onOperation = (operation: string, collection: string): void => void told.push(`${operation} ${collection}`);
  const session = await mongo.open({ onOperation });
  const parcels = session.tenantCollection<Parcel & OfTenant>('told').acrossTenants('this is about every call');

  await parcels.insertMany([{ _id: 't1', tenant: 'aaaaaaaa' as TenantId }]);
  await parcels.find({}).sort({ _id: 1 }).toArray();

  expect(told).toEqual(['insertMany told', 'find told']);
});

test('a field that is undefined is not stored, and bytes are returned as bytes', async () => {
  const parcels = mongo.session.collection<Parcel>('fields');
  const seal = Uint8Array.of(1, 2, 3);

  await parcels.insertOne({ _id: 'f1', note: undefined, seal });

  const stored = await parcels.findOne({ _id: 'f1' });
  expect(stored).toEqual({ _id: 'f1', seal: Buffer.from(seal) });
  expect(stored!.seal).toBeInstanceOf(Uint8Array);
});

test('opening a session sets the clock to the database’s time', async () => {
  clock.synchronise(clock.now() + 3_600_000, performance.now());

  const session = await mongo.open();

  const { localTime } = await session.db.admin().command({ hello: 1 });
  expect(Math.abs(clock.now() - (localTime as Date).getTime())).toBeLessThan(1_000);
});

test('a database that does not start is unavailable, and the error keeps the address’s secrets', async () => {
  const uri = 'mongodb://someone:hunter2@127.0.0.1:1/?directConnection=true';

  const error: unknown = await openSession({ uri, database: 'none', startWithinMs: 0 }).catch(
    (thrown: unknown) => thrown,
  );

  expect(error).toMatchObject({ code: 'service_unavailable' });
  expect(`${String(error)} ${String((error as Error).cause)}`).not.toContain('hunter2');
});

test('a session waits for a database that starts late', async () => {
  await using late = await ownMongodLater();

  const session = await openSession({ uri: late.uri, database: 'late' });

  await session.ping();
  await session.close();
}, 60_000);

test.each<[string, (parcels: Collection<Parcel>, parcel: Parcel) => Promise<unknown>]>([
  ['an insert', (parcels, parcel) => parcels.insertOne(parcel)],
  ['an insert of many', (parcels, parcel) => parcels.insertMany([parcel])],
  ['an unordered bulk', (parcels, document) => parcels.bulkWrite([{ insertOne: { document } }], { ordered: false })],
  ['an insert past the session', insertedPastTheSession],
])('a duplicate key in %s is reported without the key and the document', async (_, insert) => {
  const parcels = mongo.session.collection<Parcel>('duplicates');
  const parcel = { _id: 'a-secret-key', note: 'a-secret-note' };
  await parcels.updateOne({ _id: parcel._id }, { $set: { weight: 1 } }, { upsert: true });

  const error: unknown = await insert(parcels, parcel).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ code: 11_000 });
  const told = [inspect(error, { depth: 20 }), JSON.stringify(error), (error as Error).stack].join();
  expect(told).toContain('index: _id_ dup key');
  expect(told).not.toMatch(/a-secret-key|a-secret-note/);
});

test('an insert whose answer is lost is retried by the driver and done once', async () => {
  await using loser = await answerLoser(mongo.uri);
  const session = await mongo.open({ uri: loser.uri });
  const parcels = session.collection<Parcel>('retried');

  loser.loseAnswerOf('insert');
  await parcels.insertOne({ _id: 'r1' });

  expect(loser.lost()).toBe(1);
  expect(await parcels.countDocuments()).toBe(1);
  await session.close();
});

test('an update of many whose answer is lost is unavailable, and reading back shows its result', async () => {
  await using loser = await answerLoser(mongo.uri);
  const session = await mongo.open({ uri: loser.uri });
  const parcels = session.collection<Parcel>('ambiguous');
  await parcels.insertMany([{ _id: 'u1' }, { _id: 'u2' }]);

  loser.loseAnswerOf('update');
  const update = parcels.updateMany({}, { $set: { note: 'mine' } });

  await expect(update).rejects.toMatchObject({ code: 'service_unavailable' });
  const mine = await parcels.find({ note: 'mine' }, READ_BACK).toArray();
  expect(mine.map(({ _id }) => _id)).toEqual(['u1', 'u2']);
  await session.close();
});

test('a bulk whose answer is lost is unavailable, though the driver calls that a bulk error', async () => {
  await using loser = await answerLoser(mongo.uri);
  const session = await mongo.open({ uri: loser.uri });
  const parcels = session.collection<Parcel>('bulk');

  loser.loseAnswerOf('insert', 2);
  const bulk = parcels.bulkWrite([{ insertOne: { document: { _id: 'b1' } } }]);

  await expect(bulk).rejects.toMatchObject({ code: 'service_unavailable', cause: expect.any(MongoNetworkError) });
  await session.close();
});

test('a command that takes too long fails, and may take its time if called patiently', async () => {
  await mongo.session.collection<Parcel>('slow').insertOne({ _id: 's1' });
  const session = await mongo.open({ slowestMs: 1_500 });
  const slow: Filter<Parcel> = { $where: 'sleep(4000) || true' };

  const hurried = session.collection<Parcel>('slow').find(slow).toArray();
  await expect(hurried).rejects.toMatchObject({ code: 'service_unavailable' });

  const patient = session.patiently((db) => db.collection<Parcel>('slow').find(slow).toArray());
  await expect(patient).resolves.toEqual([{ _id: 's1' }]);
});

/** Inserts with the driver's own error: its stack begins with the message and is made before the translation. */
async function insertedPastTheSession(parcels: Collection<Parcel>, parcel: Parcel): Promise<void> {
  const error: unknown = await mongo.session.db
    .collection<Parcel>(parcels.collectionName)
    .insertOne(parcel)
    .catch((thrown: unknown) => thrown);
  expect((error as Error).stack).toContain(parcel._id);
  throw asUnavailable(error);
}

/** An address where a mongod answers a second from now. */
async function ownMongodLater(): Promise<{ uri: string } & AsyncDisposable> {
  const mongod = await ownMongod();
  await freeze(mongod.pid);
  const timer = setTimeout(() => process.kill(mongod.pid, 'SIGCONT'), 3_000);
  const end = async (): Promise<void> => {
    clearTimeout(timer);
    await mongod.stop();
  };
  return { uri: mongod.uri, [Symbol.asyncDispose]: end };
}
