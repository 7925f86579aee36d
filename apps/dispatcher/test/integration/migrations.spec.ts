// Real: MongoDB.
import { testMongo, type TestMongo } from '../../../../libs/persistence/testing/index.ts';
import { migrations } from '../../src/outbound/mongo/migrations/index.ts';

let mongo: TestMongo;
beforeAll(async () => {
  mongo = await testMongo();
});
afterAll(() => mongo.close());

const NO_PROGRESS = { reached: undefined, reach: async () => undefined };

test('unserved becomes no_adapter in evidence, waiting messages and explanations, and nothing else changes', async () => {
  const { session } = mongo;
  const [messages, evidence] = [
    session.collection<{ _id: string }>('sms_messages'),
    session.collection<{ _id: string }>('sms_evidence'),
  ];
  const skipped = (reason: string) => [
    { route: 'a', reason: 'disabled' },
    { route: 'b', reason },
    { route: 'c', reason },
  ];
  const waiting = (reason: string) => ({ _id: 'waits', waits_for: { reason, routes: ['b'] } });
  const explained = (reason: string) => ({
    _id: 'explained',
    explanation: { policy: 1, routes: [], skipped: skipped(reason) },
  });
  const others = [{ _id: 'other', waits_for: { reason: 'breaker_open', routes: ['a'] } }, { _id: 'plain' }];
  await messages.insertMany([waiting('unserved'), explained('unserved'), ...others] as never[]);
  const row = (n: number, fault: string) => ({ _id: `row${n}`, outcome: 'vendor_fault', fault });
  const rows = Array.from({ length: 2_500 }, (_, n) => row(n, n % 2 === 0 ? 'unserved' : 'down'));
  await evidence.insertMany(rows as never[]);

  const { up } = migrations.find(({ version }) => version === 4)!;
  for (let time = 0; time < 2; time++) await session.patiently((db) => up(db, NO_PROGRESS));

  const sorted = { sort: { _id: 1 } } as const;
  expect(await messages.find({}, sorted).toArray()).toEqual([
    explained('no_adapter'),
    others[0],
    others[1],
    waiting('no_adapter'),
  ]);
  const faults = (await evidence.find({}).toArray()) as unknown as { fault: string }[];
  expect(Map.groupBy(faults, ({ fault }) => fault).get('no_adapter')).toHaveLength(1_250);
  expect(faults).toHaveLength(2_500);
  expect(await evidence.countDocuments({ fault: 'unserved' } as never)).toBe(0);
});
