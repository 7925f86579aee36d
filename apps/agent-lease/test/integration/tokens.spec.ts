// Real: two replicas of agent-lease with their HTTP servers, MongoDB, NATS. The dispatcher and the gateway are canned.
import { until } from '../../../../libs/persistence/testing/index.ts';
import { runAgentLease, TENANT, type RunningAgentLease } from '../builders/running-agent-lease.ts';

let running: RunningAgentLease;
let other: string;
beforeAll(async () => {
  running = await runAgentLease();
  other = await running.another();
});
afterAll(() => running[Symbol.asyncDispose]());

const BY = 'user:olga';
const beat = (token: string | undefined, at?: string) =>
  running.call('/agent/heartbeat', { method: 'POST', ...(token !== undefined && { token }) }, at);

test('a token is stored as a hash', async () => {
  const { token } = await running.register('stored');

  const stored = JSON.stringify(await running.mongo.session.db.collection('agents').find().toArray());
  expect(stored).not.toContain(token);
  expect(token.length).toBeGreaterThan(43);
});

test('a revoked phone is refused at once on every replica, and its device registers as another phone', async () => {
  const { id, token } = await running.register('revoked');
  expect([(await beat(token)).status, (await beat(token, other)).status]).toEqual([200, 200]);

  const view = await running.agents.revoke({ tenant: TENANT, id, by: BY });

  expect(view).toMatchObject({ id, revoked: true, enabled: false, online: false });
  expect((await beat(token)).status).toBe(401);
  await until('the other replica was told', async () => (await beat(token, other)).status === 401, 1_000);
  expect(running.dispatcher.questions.phones.save.asked.at(-1)).toMatchObject({
    agent: id,
    revoked: true,
    enabled: false,
  });
  const again = await running.register('revoked');
  expect(again.id).not.toBe(id);
  expect((await beat(again.token)).status).toBe(200);
});

test('a disabled phone gets and starts nothing, and still reports', async () => {
  const { id, token } = await running.register('disabled');
  await running.agents.change({ tenant: TENANT, id, by: BY, enabled: false });

  const message = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
  const polled = await running.call('/agent/jobs/next', { token });
  expect(polled).toMatchObject({ status: 403, body: { code: 'insufficient_scope', detail: expect.any(String) } });
  const body = { lease_id: 'l'.repeat(24), fence: 1 };
  expect(await running.call(`/agent/messages/${message}/start`, { token, body })).toMatchObject({ status: 403 });
  const reported = { messages: [{ message_id: message, status: 'SENT' }] };
  expect(await running.call('/agent/messages/report', { token, body: reported })).toMatchObject({ status: 200 });

  await running.agents.change({ tenant: TENANT, id, by: BY, enabled: true });
  expect((await running.call('/agent/jobs/next', { token })).status).toBe(200);
});

test.each([
  ['none', undefined],
  ['one of another form', 'a token'],
  ['a well-formed one that nobody has', `agt_${'A'.repeat(43)}000000`],
])('a call with no valid token is refused: %s', async (_, token) => {
  const answer = await beat(token);

  expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated', detail: expect.any(String) } });
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
});

test('calls are audited: who registered, and the use of a revoked token', async () => {
  const { id, token } = await running.register('audited');
  await beat(token);
  await running.agents.revoke({ tenant: TENANT, id, by: BY });
  await beat(token);

  const rows = () => running.gateway.questions.audit.record.asked.flatMap(({ actions }) => actions);
  const ofPhone = () => rows().filter(({ actor }) => actor === `agent:${id}`);
  await until('both rows are written', () => ofPhone().length >= 2);
  expect(ofPhone()).toEqual([
    expect.objectContaining({ action: 'agent.register', outcome: 'allowed', tenant: TENANT }),
    expect.objectContaining({ action: 'agent.call', outcome: 'denied', tenant: TENANT, code: 'unauthenticated' }),
  ]);
});
