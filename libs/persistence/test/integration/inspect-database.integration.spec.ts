// Real: mongod.
import { inspectDatabase, syncIndexes, type IndexSpec } from '../../src/index.ts';
import { testMongo, type TestMongo } from '../../testing/index.ts';

let mongo: TestMongo;
beforeAll(async () => void (mongo = await testMongo()), 60_000);
afterAll(() => mongo.close());

const index = (name: string): IndexSpec => ({
  collection: 'inspected',
  name,
  keys: { [name]: 1 },
  query: 'rows by it',
});

test('a database tells its time, its disk and the indexes that are missing', async () => {
  await syncIndexes(mongo.session, [index('first')]);

  const found = await inspectDatabase(mongo.session, [index('first'), index('second')]);

  expect(found.map(({ name, ok }) => [name, ok])).toEqual([
    ['database', true],
    ['clock', true],
    ['disk', expect.any(Boolean)],
    ['indexes', false],
  ]);
  expect(found[2]!.detail).toMatch(/^\d+ % of the \d+ GB of MongoDB's disk is free\./);
  expect(found[3]!.detail).toMatch(/^Missing: inspected\.second\. Restart/);
});

test('an index that was made otherwise is missing', async () => {
  await syncIndexes(mongo.session, [index('third')]);

  const [changed] = (await inspectDatabase(mongo.session, [{ ...index('third'), keys: { other: 1 } }])).slice(-1);

  expect(changed).toMatchObject({ ok: false, detail: expect.stringContaining('inspected.third') });
});
