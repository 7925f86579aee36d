// Real: MongoDB. Each `QuotaBlocks` is what one dispatcher has.
import { newRequestId, type TenantId } from '#libs/kernel';
import { countCommands, testMongo, until, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { QuotaBlocks } from '../../src/application/accept/quota-blocks.ts';
import { collectionsOf, type Collections } from '../../src/outbound/mongo/collections.ts';
import { MongoQuotas } from '../../src/outbound/mongo/quotas.repository.ts';

const TENANT = '0000000b' as TenantId;
const commands = countCommands();
let mongo: TestMongo;
let collections: Collections;
beforeAll(async () => {
  mongo = await testMongo(commands);
  collections = collectionsOf(mongo.session);
});
afterAll(() => mongo.close());

const newCounter = () => ({ id: `${TENANT}.test.${newRequestId()}`, tenant: TENANT, endsAt: Date.now() + 3_600_000 });
type Counter = ReturnType<typeof newCounter>;
const open = (): QuotaBlocks => new QuotaBlocks(new MongoQuotas(collections));
const stored = async ({ id }: Counter): Promise<number> =>
  (await collections.quotas.findOne({ tenant: TENANT, _id: id }))?.used ?? 0;

/** Reserves as fast as `callers` get answers; returns how many messages were accepted. */
async function press(of: readonly QuotaBlocks[], counter: Counter, limit: number, calls: number, callers = 50) {
  let left = calls;
  let accepted = 0;
  const caller = async (at: number): Promise<void> => {
    while (left-- > 0) if ((await of[at % of.length]!.reserve(counter, 1, limit)).ok) accepted += 1;
  };
  await Promise.all(Array.from({ length: callers }, (_, at) => caller(at)));
  return accepted;
}

test('a quota of a thousand and more is filled exactly by 50 callers of two dispatchers, and never passed', async () => {
  const [both, counter] = [[open(), open()], newCounter()];

  expect(await press(both, counter, 3_000, 3_400)).toBe(3_000);
  await Promise.all(both.map((each) => each.drain()));
  expect(await stored(counter)).toBe(3_000);
}, 60_000);

test('far from the limit most reservations need no write, and what is not spent is given back', async () => {
  const [quotas, counter] = [open(), newCounter()];

  const writes = (): number => commands.counts()['findAndModify quotas'] ?? 0;
  const before = writes();
  expect(await press([quotas], counter, 100_000, 600, 1)).toBe(600);
  expect(writes() - before).toBeLessThan(300);
  await until('the rest is given back', async () => (await stored(counter)) === 600);
}, 60_000);

test('a few calls take no block', async () => {
  const [quotas, counter] = [open(), newCounter()];
  for (let n = 0; n < 4; n++) await quotas.reserve(counter, 1, 100_000);

  expect([await stored(counter), await quotas.used(TENANT, [counter])]).toEqual([4, [4]]);
});

test('a dispatcher that dies with a block leaves the counter too high, never too low', async () => {
  const lost = new MongoQuotas(collections);
  const dying = new QuotaBlocks(Object.assign(lost, { release: async () => undefined }));
  const [other, counter] = [open(), newCounter()];
  const accepted = await press([dying], counter, 2_000, 700);

  expect(accepted).toBe(700);
  expect(await stored(counter)).toBeGreaterThanOrEqual(700);
  expect(accepted + (await press([other], counter, 2_000, 1_500))).toBeLessThanOrEqual(2_000);
}, 60_000);

test('a call that fits is not refused because of what another dispatcher has set aside', async () => {
  const [busy, other, counter] = [open(), open(), newCounter()];
  await press([busy], counter, 2_000, 500);

  expect(await other.reserve(counter, 1_500, 2_000)).toMatchObject({ ok: true, used: 2_000 });
  expect(await other.reserve(counter, 1, 2_000)).toMatchObject({ ok: false });
}, 60_000);
