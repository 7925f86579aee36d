// Real: mongod, driver, repositories of three replicas.
import type { RequestKey, TenantId } from '#libs/kernel';
import { clock } from '#libs/kernel';
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import type { AwaitedReceipt } from '../../src/domain/ledger/awaited-receipt.ts';
import { MongoAwaitedReceipts } from '../../src/outbound/mongo/awaited-receipts.repository.ts';
import { collectionsOf } from '../../src/outbound/mongo/collections.ts';

const tenant = '0000000a' as TenantId;
const of = { tenant, route: 'fake-1' };
let mongo: TestMongo;
let replicas: MongoAwaitedReceipts[];
beforeAll(async () => {
  mongo = await testMongo();
  replicas = [0, 1, 2].map(() => new MongoAwaitedReceipts(collectionsOf(mongo.session)));
}, 60_000);
afterAll(() => mongo?.close());
beforeEach(() => mongo.session.collection('awaited_receipts').deleteMany({}));

const row = (at: number, over: Partial<AwaitedReceipt> = {}): AwaitedReceipt => ({
  _id: `${tenant}.01JD3C4V5W6X7Y8Z9A0B1C2D3E.${String(at).padStart(4, '0')}.1`,
  ...of,
  vendor_message_id: `V-${at}`,
  at: new Date(clock.now()),
  due: new Date(clock.now() - 1_000 - at),
  until: new Date(clock.now() + 3_600_000),
  asked: 0,
  ...over,
});
const rows = (count: number) => Array.from({ length: count }, (_, at) => row(at));
const namesOf = (some: readonly AwaitedReceipt[]) => some.map((it) => it.vendor_message_id);
const stored = () => mongo.session.collection<AwaitedReceipt>('awaited_receipts').find().sort({ _id: 1 }).toArray();

test('replicas that ask at once take each due message once', async () => {
  await replicas[0]!.insert(rows(300));

  const taken = await Promise.all(replicas.map((it, at) => it.claim(of, clock.now() + 60_000 + at, 300)));

  const names = namesOf(taken.flat());
  expect(names).toHaveLength(300);
  expect(new Set(names).size).toBe(300);
});

test('the longest due come first, and are due again only later', async () => {
  await replicas[0]!.insert(rows(5));

  const [first, second, third] = [
    await replicas[0]!.claim(of, clock.now() + 60_000, 2),
    await replicas[1]!.claim(of, clock.now() + 60_000, 9),
    await replicas[2]!.claim(of, clock.now() + 60_000, 9),
  ];

  expect([namesOf(first!), namesOf(second!), third]).toEqual([['V-4', 'V-3'], ['V-2', 'V-1', 'V-0'], []]);
});

test('what is known stays as it is, what is not due or over is not taken', async () => {
  await replicas[0]!.insert([
    row(0, { asked: 4 }),
    row(1, { due: new Date(clock.now() + 5_000) }),
    row(2, { until: new Date(clock.now() - 1) }),
  ]);
  await replicas[1]!.insert(rows(1));

  expect(await replicas[0]!.claim(of, clock.now() + 60_000, 9)).toMatchObject([{ vendor_message_id: 'V-0', asked: 4 }]);
});

test('routes with due messages are named once, with their tenant', async () => {
  const route = 'fake-2';
  await replicas[0]!.insert([
    ...rows(3),
    row(3, { route }),
    row(4, { route: 'fake-3', due: new Date(clock.now() + 9e5) }),
  ]);

  expect(await replicas[0]!.dueRoutes()).toEqual(expect.arrayContaining([of, { tenant, route }]));
  expect(await replicas[0]!.dueRoutes()).toHaveLength(2);
});

test('the rows of named requests are found, and those with a result are removed', async () => {
  const request = `${tenant}.01JD3C4V5W6X7Y8Z9A0B1C2D3E` as RequestKey;
  const other = row(9, { _id: `${tenant}.01JD3C4V5W6X7Y8Z9A0B1C2D3F.0000.1` });
  await replicas[0]!.insert([...rows(3), other]);

  expect(namesOf(await replicas[0]!.ofRequests(tenant, [request], 10))).toEqual(['V-0', 'V-1', 'V-2']);
  await replicas[0]!.remove(rows(2));
  await replicas[0]!.postpone([other], 2, 5_000);

  expect(await stored()).toMatchObject([{ vendor_message_id: 'V-2' }, { asked: 2, due: new Date(5_000) }]);
});
