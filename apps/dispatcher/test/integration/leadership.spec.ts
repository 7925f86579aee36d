// Real: mongod, driver.
import { sleep } from '#libs/kernel';
import { testMongo, until, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { MongoLeadership } from '../../src/outbound/mongo/leadership.ts';

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo();
}, 60_000);
afterAll(() => mongo?.close());

const LONG_MS = 60_000;
const replicas = (name: string, count: number): MongoLeadership[] =>
  Array.from({ length: count }, () => new MongoLeadership(mongo.session, name));

test('one of several that ask at once leads', async () => {
  const asking = replicas('first', 8);

  const answers = await Promise.all(asking.map((one) => one.hold(LONG_MS)));

  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await Promise.all(asking.map((one) => one.hold(LONG_MS)))).toEqual(answers);
});

test('a leader keeps leading by asking again, also when the term is over', async () => {
  const [leader, other] = replicas('renewed', 2);
  await leader!.hold(20);
  await leader!.hold(LONG_MS);

  await sleep(30);

  expect(await other!.hold(LONG_MS)).toBe(false);
});

test('after a leader died, one other follows at the end of its term', async () => {
  const [gone, ...others] = replicas('gone', 5);
  await gone!.hold(200);

  const followers = await until('somebody follows', async () => {
    const answers = await Promise.all(others.map((one) => one.hold(LONG_MS)));
    return answers.some(Boolean) ? answers : undefined;
  });

  expect(followers.filter(Boolean)).toHaveLength(1);
  expect(await gone!.hold(LONG_MS)).toBe(false);
});

test('after a leader stopped, another follows at once, and its stop removes no later leader', async () => {
  const [leader, next] = replicas('stopped', 2);
  await leader!.hold(LONG_MS);

  await leader!.release();
  expect(await next!.hold(LONG_MS)).toBe(true);
  await leader!.release();

  expect(await leader!.hold(LONG_MS)).toBe(false);
});
