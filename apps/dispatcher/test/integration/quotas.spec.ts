// Real: two dispatchers, nats-server, mongod. Scripted: the vendor's adapter, on the real bus.
import {
  dispatcherContracts,
  type Quota,
  type SubmitItem,
  type SubmitReply,
  type SubmitRequest,
} from '#libs/contracts';
import { newRequestId, PostriderError, type TenantId } from '#libs/kernel';
import { shuffled } from '../../../../libs/kernel/testing/index.ts';
import { collectionsOf, type QuotaDocument } from '../../src/outbound/mongo/collections.ts';
import { MongoQuotas } from '../../src/outbound/mongo/quotas.repository.ts';
import { countCommands, testMongo } from '../../../../libs/persistence/testing/index.ts';
import { until } from '../../../../e2e/harness/wait.ts';
import { runDispatcher, type RunningDispatcher } from '../builders/running-dispatcher.ts';

let running: RunningDispatcher;
beforeAll(async () => {
  running = await runDispatcher();
  await running.another();
}, 60_000);
afterAll(() => running?.close(), 30_000);

/** Of the next midnight in a zone where that is not within this test, so that no period ends in it. */
const zone = new Date().getUTCHours() < 12 ? 'UTC' : 'Pacific/Auckland';
let keys = 0;
const newQuota = (limit: number): Quota => ({ subject: `key.${keys++}`, per: 'day', limit, zone });

type End = SubmitReply | PostriderError;
const submit = (quotas: readonly Quota[], count = 1, over: Partial<SubmitRequest> = {}): Promise<End> => {
  const items: Partial<SubmitItem>[] = Array.from({ length: count }, () => ({}));
  return running.submit(items, { quotas: [...quotas], ...over }).catch((error: unknown) => error as PostriderError);
};
const codeOf = (end: End): string => (end instanceof PostriderError ? end.code : 'accepted');
const usedOf = async (quota: Quota, environment: 'live' | 'test' = 'test'): Promise<number> => {
  const question = { tenant: running.tenant, quotas: [{ ...quota, environment }] };
  return (await running.bus.call(dispatcherContracts.quotas.read, question)).quotas[0]!.used;
};

test('shuffled calls of many sizes at once, over two dispatchers, fill a quota exactly and never pass it', async () => {
  const quota = newQuota(40);
  const sizes = shuffled([...Array.from({ length: 40 }, () => 1), 2, 3, 5, 7, 50]);

  const ends = await Promise.all(sizes.map((size) => submit([quota], size)));

  const accepted = ends.flatMap((end) => (end instanceof PostriderError ? [] : end.accepted));
  expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(40);
  expect(new Set(ends.map(codeOf))).toEqual(new Set(['accepted', 'quota_exceeded']));
  expect(await usedOf(quota)).toBe(40);
  const stored = await running.requests();
  expect(stored.filter(({ total }) => total === 50)).toEqual([]);
}, 30_000);

test('a call that does not fit is refused whole, with the end of the period, and stores nothing', async () => {
  const quota = newQuota(5);
  await submit([quota], 3);
  const before = (await running.requests()).length;

  const refusal = await submit([quota], 3);

  expect(refusal).toMatchObject({ code: 'quota_exceeded', rateLimit: { limit: 5, remaining: 2 } });
  const { retryAfterMs, rateLimit } = refusal as PostriderError;
  expect(rateLimit!.resetsInMs).toBe(retryAfterMs);
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(25 * 3_600_000);
  expect(await running.requests()).toHaveLength(before);
  expect(await submit([quota], 2)).toMatchObject({ accepted: 2, quotas: [{ used: 5, limit: 5 }] });
});

test('of several quotas each must have room, and one that refuses leaves the others as they were', async () => {
  const [wide, narrow, minute] = [newQuota(10), newQuota(1), { subject: 'tenant', per: 'minute', limit: 9 } as const];

  expect(codeOf(await submit([wide, minute, narrow], 2))).toBe('quota_exceeded');
  await until('what was reserved is given back', async () => (await usedOf(wide)) === 0);
  expect(await usedOf(narrow)).toBe(0);
  expect(await submit([wide, narrow])).toMatchObject({ quotas: [{ used: 1 }, { used: 1 }] });
});

test('messages that another gate refuses use no quota', async () => {
  const quota = newQuota(2);

  const reply = await running.submit([{}, { to: 'nobody' }, {}, { to: '+85251234000' }], { quotas: [quota] });

  expect(reply).toMatchObject({ accepted: 2, rejected: 2, quotas: [{ used: 2 }] });
  expect(codeOf(await submit([quota], 1, { environment: 'live' }))).toBe('no_route');
  expect(await usedOf(quota, 'live')).toBe(0);
});

test('a repeat gets the first answer, also when the quota is full, and uses no quota', async () => {
  const quota = newQuota(2);
  const call = { idempotency_key: newRequestId(), request_id: newRequestId() };
  const first = (await submit([quota], 1, call)) as SubmitReply;

  const again = (await submit([quota], 1, { ...call, request_id: newRequestId() })) as SubmitReply;
  expect(again).toMatchObject({ request_id: first.request_id, replayed: true });
  expect(await submit([quota], 1, { ...call, idempotency_key: undefined as never })).toMatchObject({ replayed: false });
  expect(await usedOf(quota)).toBe(1);

  await submit([quota]);
  expect(codeOf(await submit([quota]))).toBe('quota_exceeded');
  expect(await submit([quota], 1, { ...call, request_id: newRequestId() })).toMatchObject({ replayed: true });
  expect(await submit([quota], 1, call)).toMatchObject({ request_id: first.request_id, replayed: false });
  expect(await usedOf(quota)).toBe(2);
});

test('live and test messages are counted apart', async () => {
  const quota = newQuota(1);
  await running.addRoute({ key: 'live', environment: 'live' });

  expect(codeOf(await submit([quota]))).toBe('accepted');
  expect(codeOf(await submit([quota], 1, { environment: 'live' }))).toBe('accepted');
  expect(codeOf(await submit([quota]))).toBe('quota_exceeded');
});

test('a counter is named by its period, and is kept for a day after its end', async () => {
  const quota: Quota = { subject: `key.${keys++}`, per: 'minute', limit: 1 };
  const refused = async (): Promise<boolean> => codeOf(await submit([quota])) === 'quota_exceeded';
  // A minute may end between two calls.
  for (let calls = 0; !(await refused()); calls++) expect(calls).toBeLessThan(5);
  const { db, tenant } = running;
  const counters = db.collection<QuotaDocument>('quotas');
  const [counter] = await counters.find({ _id: { $regex: `^${tenant}.test.${quota.subject}.` } }).toArray();

  expect(counter!.used).toBe(1);
  expect(counter!._id).toMatch(/\.minute\.\d{4}-\d\d-\d\dT\d\d:\d\d$/);
  const minute = Date.parse(`${counter!._id.split('.').at(-1)}Z`);
  expect(counter!.expires_at.getTime()).toBe(minute + 60_000 + 86_400_000);
});

test('many calls that wait for one counter are added in one write', async () => {
  const commands = countCommands();
  const mongo = await testMongo(commands);
  const quotas = new MongoQuotas(collectionsOf(mongo.session));
  const counter = { id: '00000001.test.key.1.day.2030-01-01', tenant: '00000001' as TenantId, endsAt: Date.now() };

  const results = await Promise.all(Array.from({ length: 150 }, () => quotas.reserve(counter, 1, 1_000)));

  expect(results.every(({ ok }) => ok)).toBe(true);
  expect(commands.counts()['findAndModify quotas']).toBeLessThanOrEqual(3);
  await mongo.close();
});
