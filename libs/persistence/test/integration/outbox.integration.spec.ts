// Real: mongod, driver, clock.
import { clock, monotonicMs } from '#libs/kernel';
import { Outbox, type OutboxDocument } from '../../src/index.ts';
import { countCommands, expectIndexUsed, testMongo, until, type TestMongo } from '../../testing/index.ts';

const commands = countCommands();
let mongo: TestMongo;
let outbox: Outbox;

beforeAll(async () => void (mongo = await testMongo(commands)), 60_000);
afterAll(() => mongo.close());
beforeEach(async () => {
  const collection = mongo.session.collection<OutboxDocument>('outbox');
  await collection.deleteMany({});
  outbox = new Outbox(collection);
  commands.reset();
});

/** Moves the outbox's clock forward. */
const passing = (ms: number): void => clock.synchronise(clock.now() + ms, monotonicMs());

test('a document is due once it is older than asked, oldest first', async () => {
  const first = await outbox.put(['m1', 'm2']);
  const firstAt = clock.now();
  passing(30_000);
  const second = await outbox.put(['m3']);
  passing(31_000);

  expect(await outbox.due(60_000, 10)).toEqual([{ handle: first, ids: ['m1', 'm2'], at: expect.any(Number) }]);
  const [entry] = await outbox.due(0, 1);
  expect(Math.abs(entry!.at - firstAt)).toBeLessThan(1_000);
  passing(30_000);
  expect((await outbox.due(60_000, 10)).map(({ handle }) => handle)).toEqual([first, second]);
});

test('a reader continues after the last document it read, however many are left', async () => {
  const handles: string[] = [];
  for (let at = 0; at < 5; at++) {
    handles.push(await outbox.put([`m${at}`]));
    passing(10);
  }

  const [, second] = await outbox.due(0, 2);
  const rest = await outbox.due(0, 10, second!.handle);

  expect(rest.map(({ handle }) => handle)).toEqual(handles.slice(2));
  expect(await outbox.due(0, 10, handles[4])).toEqual([]);
});

test('a removed document is never due, and removing it twice is not an error', async () => {
  const kept = await outbox.put(['m1']);
  const removed = await outbox.put(['m2']);

  await outbox.remove(removed);
  await outbox.remove(removed);
  await outbox.remove();
  passing(1_000);

  const isKeptAlone = async () => (await outbox.due(0, 10)).map(({ handle }) => handle).join() === kept;
  await until('the other one is gone', isKeptAlone);
});

test('puts and removals of one turn share a command each, and no document is updated', async () => {
  const handles = await Promise.all(Array.from({ length: 50 }, (_, i) => outbox.put([`m${i}`])));
  await Promise.all(handles.map((handle) => outbox.remove(handle)));

  expect(new Set(handles).size).toBe(50);
  expect(commands.counts()).toEqual({ 'insert outbox': 1, 'delete outbox': 1 });
});

test('another replica sees the documents that this one left', async () => {
  const other = new Outbox((await mongo.open()).collection<OutboxDocument>('outbox'));

  const left = await outbox.put(['m1']);
  passing(1_000);

  expect(await other.due(500, 10)).toMatchObject([{ handle: left, ids: ['m1'] }]);
});

test('the due documents are found by the primary index alone', async () => {
  await outbox.put(['m1']);
  passing(1_000);
  await outbox.due(0, 10);
  const { command } = commands.seen().find(({ name }) => name === 'find')!;

  const { filter, sort, limit } = command;
  const explain = await mongo.session.collection('outbox').find(filter).sort(sort).limit(limit).explain();

  expectIndexUsed(explain, '_id_');
});

test('drain waits for every put', async () => {
  const putting = outbox.put(['m1']);

  await outbox.drain();

  expect(await mongo.session.collection('outbox').countDocuments()).toBe(1);
  await putting;
});
