// Real: mongod, driver.
import type { TenantId } from '#libs/kernel';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { collectionsOf, type NumberBlock } from '../../src/outbound/mongo/collections.ts';
import { NumberBlocks } from '../../src/outbound/mongo/number-blocks.ts';

const A = '0000000a' as TenantId;
const B = '0000000b' as TenantId;

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo();
}, 60_000);
afterAll(() => mongo?.close());
const blocks = () => mongo.session.collection<NumberBlock>('number_blocks');
beforeEach(() => blocks().deleteMany({}));

/** As another process has it. */
const replica = (): NumberBlocks => new NumberBlocks(collectionsOf(mongo.session));
const rangeOf = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);

test('the first number of a tenant is 1, and each has its own numbers', async () => {
  const numbers = replica();

  expect([await numbers.reserve(A, 3), await numbers.reserve(A, 1), await numbers.reserve(B, 5)]).toEqual([1, 4, 1]);
});

test('several replicas at once never give out a number twice', async () => {
  const replicas = Array.from({ length: 4 }, replica);
  const counts = Array.from({ length: 80 }, (_, at) => 1 + ((at * 997) % 5_000));

  const given = await Promise.all(
    counts.map(async (count, at) => rangeOf(await replicas[at % 4]!.reserve(A, count), count)),
  );

  const all = given.flat();
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBe(counts.reduce((sum, count) => sum + count, 0));
});

test('calls of one replica share the claim of a block', async () => {
  const numbers = replica();

  const firsts = await Promise.all(Array.from({ length: 50 }, () => numbers.reserve(A, 100)));

  expect(firsts.toSorted((one, other) => one - other)).toEqual(rangeOf(0, 50).map((at) => at * 100 + 1));
  expect(await blocks().countDocuments()).toBe(1);
});

test('the largest request fits, and begins a new block when the old one has too little left', async () => {
  const numbers = replica();
  await numbers.reserve(A, 5_001);

  expect(await numbers.reserve(A, 5_000)).toBe(10_001);
});

test("the unused numbers of a replica's block stay a gap", async () => {
  await replica().reserve(A, 1);

  expect(await replica().reserve(A, 1)).toBe(10_001);
});
