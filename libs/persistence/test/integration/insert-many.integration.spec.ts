// Real: mongod, driver, gatherer.
import type { Collection } from 'mongodb';
import {
  insertManyUnordered,
  syncIndexes,
  WriteGatherer,
  type InsertOutcome,
  type MongoSession,
} from '../../src/index.ts';
import { answerLoser, countCommands, testMongo, type TestMongo } from '../../testing/index.ts';

interface Order {
  readonly _id: string;
  readonly key?: string;
}

const commands = countCommands();
let mongo: TestMongo;
let orders: Collection<Order>;

beforeAll(async () => {
  mongo = await testMongo(commands);
  orders = mongo.session.collection<Order>('orders');
  await syncIndexes(mongo.session, [
    {
      collection: 'orders',
      name: 'key',
      keys: { key: 1 },
      options: { unique: true, partialFilterExpression: { key: { $exists: true } } },
      query: 'the order that an idempotency key has made already',
    },
  ]);
}, 60_000);
afterAll(() => mongo.close());
beforeEach(() => orders.deleteMany({}).then(() => commands.reset()));

test('each document says whether it was inserted, and which index refused it', async () => {
  await orders.insertMany([{ _id: 'known' }, { _id: 'other', key: 'k1' }]);

  const outcomes = await insertManyUnordered(orders, [
    { _id: 'new-1' },
    { _id: 'known' },
    { _id: 'new-2', key: 'k1' },
    { _id: 'new-3', key: 'k2' },
    { _id: 'new-3' },
  ]);

  const expected: InsertOutcome[] = [
    'inserted',
    { duplicate: '_id_' },
    { duplicate: 'key' },
    'inserted',
    { duplicate: '_id_' },
  ];
  expect(outcomes).toEqual(expected);
  expect(await orders.distinct('_id')).toEqual(['known', 'new-1', 'new-3', 'other']);
});

test('documents that are all stored already, and no documents at all, are not an error', async () => {
  await orders.insertOne({ _id: 'known' });

  expect(await insertManyUnordered(orders, [{ _id: 'known' }])).toEqual([{ duplicate: '_id_' }]);
  expect(await insertManyUnordered(orders, [])).toEqual([]);
});

test('a document that the database refuses is an error without the document', async () => {
  await mongo.session.db.createCollection('strict', { validator: { key: { $type: 'string' } } });
  const strict = mongo.session.collection<Order>('strict');

  const insert = insertManyUnordered(strict, [{ _id: 'fine', key: 'k' }, { _id: 'a-secret-id' }]);

  const error: unknown = await insert.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'internal_error', detail: 'The database refused a document with code 121.' });
  expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain('a-secret-id');
});

test('a command that the database refuses as a whole confirms nothing', async () => {
  const insert = insertManyUnordered(mongo.session.collection<Order>('system.orders'), [{ _id: 'n1' }]);

  await expect(insert).rejects.toMatchObject({ detail: 'The database refused a document with code 73.' });
});

test('an insert whose answer is lost is retried and counts as this call’s, its known documents as known', async () => {
  await orders.insertOne({ _id: 'known' });
  await using loser = await answerLoser(mongo.uri);
  const session = await mongo.open({ uri: loser.uri });

  loser.loseAnswerOf('insert');
  const outcomes = await insertManyUnordered(session.collection<Order>('orders'), [
    { _id: 'n1' },
    { _id: 'known' },
    { _id: 'n2' },
  ]);

  expect(loser.lost()).toBe(1);
  expect(outcomes).toEqual(['inserted', { duplicate: '_id_' }, 'inserted']);
  await session.close();
});

test.each<[string, (session: MongoSession) => Collection<Order>]>([
  ['the session’s', (session) => session.collection('orders')],
  ['the driver’s own', (session) => session.db.collection('orders')],
])('by %s collection, an insert with an unknown result is unavailable, and a repeat finds it', async (_, ordersOf) => {
  await using loser = await answerLoser(mongo.uri);
  const session = await mongo.open({ uri: loser.uri });
  const through = ordersOf(session);

  loser.loseAnswerOf('insert', 2);
  const lost = insertManyUnordered(through, [{ _id: 'n1' }]);

  await expect(lost).rejects.toMatchObject({ code: 'service_unavailable' });
  expect(loser.lost()).toBe(2);
  expect(await insertManyUnordered(through, [{ _id: 'n1' }])).toEqual([{ duplicate: '_id_' }]);
  await session.close();
});

test('gathered inserts share one command, and a duplicate among them is refused alone', async () => {
  await orders.insertOne({ _id: 'o-7' });
  const gatherer = new WriteGatherer<Order, InsertOutcome>({
    name: 'orders.insert',
    flush: (items) => insertManyUnordered(orders, items),
  });
  commands.reset();

  const outcomes = await Promise.all(Array.from({ length: 250 }, (_, i) => gatherer.add({ _id: `o-${i}` })));

  expect(outcomes.filter((outcome) => outcome !== 'inserted')).toEqual([{ duplicate: '_id_' }]);
  expect(outcomes[7]).toEqual({ duplicate: '_id_' });
  expect(commands.counts()).toEqual({ 'insert orders': 2 });
  expect(await orders.countDocuments()).toBe(250);
});
