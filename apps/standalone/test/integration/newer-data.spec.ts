// Real: the supervisor as its own process, with nats-server, sandbox and services, over the run's mongod.
import { MongoClient } from 'mongodb';
import { randomBase32 } from '#libs/kernel';
import { areGone, Scratch } from './standalone.ts';

let scratch: Scratch;
let client: MongoClient;
const MONGODB_URI = process.env.MONGODB_URI!;
const MONGODB_DATABASE = `test_${randomBase32(12)}`;

beforeAll(async () => {
  scratch = new Scratch();
  client = await MongoClient.connect(MONGODB_URI);
});
afterAll(async () => {
  await scratch.remove();
  await client.db(MONGODB_DATABASE).dropDatabase();
  await client.close();
});

const SENTENCE =
  /^The data of dispatcher has schema version 99, and this version of Postrider knows \d+: start the version that wrote it, or a newer one\.$/m;
const start = () => scratch.start({ MONGODB_URI, MONGODB_DATABASE });

test('newer data stops everything with its sentence, while it runs and at the next start', async () => {
  const running = start();
  await running.printed(/Postrider is ready/);
  const parts = scratch.parts();
  const schemas = client.db(MONGODB_DATABASE).collection<{ _id: string }>('schema_versions');
  await schemas.updateOne({ _id: 'dispatcher' }, { $set: { version: 99 } });
  process.kill(parts.core!, 'SIGKILL');

  expect(await running.exited).toEqual({ code: 9, signal: null });
  expect(running.output()).toMatch(SENTENCE);
  expect(areGone(Object.values(parts))).toBe(true);

  const next = start();

  expect(await next.exited).toEqual({ code: 9, signal: null });
  expect(next.output()).toMatch(SENTENCE);
  expect(next.output()).not.toMatch(/ready|core did not start/);
}, 240_000);
