// Real: agent-lease with its HTTP server, MongoDB, NATS. The dispatcher and the gateway are canned.
import { monotonicMs } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import {
  leased,
  NOTHING,
  POOL,
  runAgentLease,
  TENANT,
  type RunningAgentLease,
} from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
beforeAll(async () => {
  running = await runAgentLease();
});
afterAll(() => running[Symbol.asyncDispose]());
beforeEach(() => {
  running.dispatcher.forget();
  lease().says(NOTHING);
  running.dispatcher.questions.phones.leases.says({ leases: [] });
});

let devices = 0;
const register = (body = {}) => running.register(`phone ${devices++}`, body);

const lease = () => running.dispatcher.questions.phones.lease;
const next = (token: string, query = '', of: { signal?: AbortSignal } = {}) =>
  running.call(`/agent/jobs/next${query}`, { token, ...of });
const held = async (): Promise<number> =>
  Number(/^postrider_phone_polls_held\{.*\} (\d+)$/m.exec(await running.metrics())![1]);
const heldAre = (count: number) => until(`${count} calls are held`, async () => (await held()) === count);

test('a held call is answered at the hint that a message waits, long before its end', async () => {
  const { token } = await register();
  const answer = next(token, '?wait=25');
  await heldAre(1);

  lease().says({ ...NOTHING, leases: [leased()] });
  const hintedAt = monotonicMs();
  await running.hint(POOL, 1);

  expect((await answer).body).toMatchObject({ messages: [{ text: 'Your table is ready.' }] });
  expect(monotonicMs() - hintedAt).toBeLessThan(20_000);
  expect(lease().asked).toHaveLength(2);
});

test('a hint wakes as many phones as there are messages, those that wait longest first', async () => {
  const phones = [];
  for (let n = 0; n < 4; n++) phones.push(await register());
  const answers = [];
  for (const [n, { token }] of phones.entries()) {
    answers.push(next(token, '?wait=20'));
    await heldAre(n + 1);
  }
  const asked = lease().asked.length;
  lease().says({ ...NOTHING, leases: [leased()] });

  await running.hint(POOL, 2);
  await Promise.all(answers.slice(0, 2));

  expect(lease().asked).toHaveLength(asked + 2);
  expect(await held()).toBe(2);
  await running.hint(POOL, 10);
  await Promise.all(answers);
});

test('a phone that can take nothing passes the hint on', async () => {
  const full = await register();
  await running.call('/agent/heartbeat', { token: full.token, body: { free_parts: 0 } });
  const fit = await register();
  const first = next(full.token, '?wait=3');
  // It has never asked, so it waits for what is pinned to it.
  await heldAre(1);
  const second = next(fit.token, '?wait=20');
  await heldAre(2);

  lease().says({ ...NOTHING, leases: [leased()] });
  await running.hint(POOL, 1);
  await running.hint(full.id, 1);

  expect((await second).body.messages).toHaveLength(1);
  expect((await first).body).toEqual({ messages: [] });
});

test('a call waits no longer than it asks for, and asks once more at the end', async () => {
  const { token } = await register();
  const startedAt = monotonicMs();

  expect((await next(token, '?wait=1')).body).toEqual({ messages: [] });

  expect(monotonicMs() - startedAt).toBeGreaterThan(900);
  expect(lease().asked).toHaveLength(2);
});

test('a phone that the dispatcher does not know yet is asked for again without a hint', async () => {
  const { token } = await register();
  lease().saysNext({ ...NOTHING, routes: [] }, { ...NOTHING, leases: [leased()] });

  expect((await next(token, '?wait=20')).body.messages).toHaveLength(1);
});

test('a caller who has gone gets nothing more', async () => {
  const { token } = await register();
  const gone = new AbortController();
  const answer = next(token, '?wait=20', { signal: gone.signal });
  await heldAre(1);
  gone.abort();
  await expect(answer).rejects.toThrow();

  await heldAre(0);
  await running.hint(POOL, 1);
  expect(lease().asked).toHaveLength(1);
});

test('a held call of a phone that is revoked gets nothing more', async () => {
  const { id, token } = await register();
  const answer = next(token, '?wait=20');
  await heldAre(1);
  lease().says({ ...NOTHING, leases: [leased()] });

  await running.agents.revoke({ tenant: TENANT, id, by: 'user:olga' });

  expect((await answer).body).toEqual({ messages: [] });
  expect(lease().asked).toHaveLength(1);
  expect((await next(token)).status).toBe(401);
});

test('the same lease_request_id asks for the same leases, another one for others', async () => {
  const { token } = await register();
  for (const id of ['one', 'one', 'two', undefined, undefined]) await next(token, id ? `?lease_request_id=${id}` : '');

  const ids = lease().asked.map(({ lease_id }) => lease_id);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(4);
});

test('a repeated call gets what it holds, even if nothing more is free', async () => {
  const { token } = await register();
  await running.call('/agent/heartbeat', { token, body: { free_parts: 2 } });
  lease().says({ ...NOTHING, leases: [leased({ parts: 2 })] });
  expect((await next(token, '?lease_request_id=a')).body.messages).toHaveLength(1);

  running.dispatcher.questions.phones.leases.says(({ lease_ids }) => ({
    leases: [
      {
        lease_id: lease_ids[0]!,
        messages: 1,
        parts: 2,
        recipients: [],
        open: lease_ids[0] === lease().asked[0]!.lease_id,
      },
    ],
  }));
  expect((await next(token, '?lease_request_id=a')).body.messages).toHaveLength(1);
  expect((await next(token, '?lease_request_id=b')).body.messages).toHaveLength(0);
});

test('a phone gets no more parts than it told are free', async () => {
  const { token } = await register();
  await running.call('/agent/heartbeat', { token, body: { free_parts: 5 } });
  lease().saysNext({ ...NOTHING, leases: [leased({ parts: 3 })] });
  await next(token);
  await next(token);
  await running.call('/agent/heartbeat', { token, body: { free_parts: 9 } });
  await next(token);

  expect(lease().asked.map(({ max_parts }) => max_parts)).toEqual([5, 2, 9]);
});

test('each SIM asks by its own lease, for the countries that it texts', async () => {
  const sims = [
    { slot: 0, operator: 'Viettel', country: 'vn', number: '0912 345 678' },
    { slot: 1, country: 'US' },
  ];
  const { id, token } = await register({ sims });
  lease().saysNext({ ...NOTHING, leases: [leased()] }, { ...NOTHING, leases: [leased({ fence: 2 })] });

  const { body } = await next(token, '?limit=5');

  expect(body.messages).toMatchObject([{ sim_slot: 0 }, { sim_slot: 1, fence: 2 }]);
  expect(lease().asked).toMatchObject([
    { agent: id, limit: 5, countries: ['VN'] },
    { agent: id, limit: 4, countries: ['US'] },
  ]);
  expect(lease().asked[0]!.lease_id).not.toBe(lease().asked[1]!.lease_id);
  expect(running.dispatcher.questions.phones.save.asked.at(-1)).toMatchObject({ countries: ['US', 'VN'] });
});

test('a phone asks at most 60 times a minute; a held call counts once', async () => {
  await using limited = await runAgentLease({ AGENT_RATE_LIMIT_PER_MIN: '10' });
  limited.dispatcher.questions.phones.lease.says(NOTHING);
  const ask = (token: string) => limited.call('/agent/jobs/next', { token });
  const { token } = await limited.register('one');
  for (let n = 0; n < 60; n++) expect((await ask(token)).status).toBe(200);

  const refused = await ask(token);
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const { token: another } = await limited.register('another');
  expect((await ask(another)).status).toBe(200);
});

test('without a limit of messages there is none of calls', async () => {
  const { token } = await register();

  for (let n = 0; n < 61; n++) expect((await next(token)).status).toBe(200);
});

test.each([
  ['?limit=-1', 'limit'],
  ['?limit=0', 'limit'],
  ['?limit=abc', 'limit'],
  ['?limit=1.5', 'limit'],
  ['?limit=1&limit=2', 'limit'],
  ['?wait=-1', 'wait'],
  ['?wait=soon', 'wait'],
  ['?lease_request_id=', 'lease_request_id'],
  [`?lease_request_id=${'a'.repeat(65)}`, 'lease_request_id'],
])('%s is refused', async (query, field) => {
  const { token } = await register();

  expect(await next(token, query)).toMatchObject({
    status: 400,
    body: { code: 'invalid_field', [field]: [expect.any(String)] },
  });
  expect(lease().asked).toEqual([]);
});

test('a limit above 50 means 50, and unknown parameters are ignored', async () => {
  const { token } = await register();

  expect((await next(token, '?limit=1000000&colour=red')).status).toBe(200);
  expect(lease().asked[0]).toMatchObject({ tenant: TENANT, limit: 50 });
});

test('held calls are answered when the service drains', async () => {
  const { token } = await register();
  const other = await running.another();
  const answer = running.call('/agent/jobs/next?wait=25', { token }, other);
  await until('it is held', async () => lease().asked.length === 1);

  const [ended] = await Promise.all([answer, running.stopLast()]);

  expect(ended).toMatchObject({ status: 200, body: { messages: [] } });
});

test('without an answer of the dispatcher a phone is told to come again', async () => {
  const { token } = await register();
  lease().refuses('service_unavailable');

  const answer = await next(token);

  expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});
