// Real: gateway, HTTP, MongoDB, NATS. agent-lease and the dispatcher are canned services on the real bus.
import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const ULID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const AGENT = `phone-${ULID}`;
const POOL = `pool-${ULID}`;

let gateway: GatewayUnderTest;
let admin: Record<string, string>;
let testKey: Record<string, string>;
let liveKey: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
  const scopes = ['agents:read', 'agents:write', 'accounts:write'] as const;
  testKey = { 'x-api-key': (await gateway.addKey({ environment: 'test', scopes: [...scopes] })).key };
  liveKey = { 'x-api-key': (await gateway.addKey({ environment: 'live', scopes: [...scopes] })).key };
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.canned.forget();
  gateway.cannedAgents.forget();
});

const call = (method: string, path: string, body?: unknown, headers = admin): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method, headers, body });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

test('phones are listed by pages; a cursor is of this list alone', async () => {
  const { list } = gateway.agentLease.agents;
  list.saysNext({ ...list.sample, next: AGENT }, list.sample);

  const first = await call('GET', 'agents?limit=1');
  const second = await call('GET', `agents?limit=1&cursor=${String(first.body.next_cursor)}`);

  expect(first.body.data).toMatchObject([{ id: AGENT, label: 'Front desk', online: true }]);
  expect(second.body.next_cursor).toBeNull();
  expect(list.asked).toMatchObject([
    { tenant: TENANT, limit: 1 },
    { tenant: TENANT, limit: 1, after: AGENT },
  ]);
  expect(refusal(await call('GET', `agents?cursor=${AGENT}`))).toEqual({ status: 400, code: 'invalid_field' });
});

test('a key lists the phones of its environment, and a user who names one those of that', async () => {
  await call('GET', 'agents', undefined, testKey);
  await call('GET', 'agents', undefined, { ...admin, 'postrider-environment': 'live' });
  await call('GET', 'agent-pools', undefined, liveKey);

  expect(gateway.agentLease.agents.list.asked).toMatchObject([{ environment: 'test' }, { environment: 'live' }]);
  expect(gateway.dispatcher.pools.list.asked).toMatchObject([{ environment: 'live' }]);
});

const OF_ONE: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[] = [
  { method: 'GET', path: `agents/${AGENT}` },
  { method: 'PATCH', path: `agents/${AGENT}`, body: { label: 'Back room' } },
  { method: 'POST', path: `agents/${AGENT}/enable` },
  { method: 'POST', path: `agents/${AGENT}/disable` },
  { method: 'POST', path: `agents/${AGENT}/revoke` },
  { method: 'PUT', path: `agents/${AGENT}/budgets`, body: { per_day: 100 } },
  { method: 'GET', path: `agent-pools/${POOL}` },
  { method: 'PATCH', path: `agent-pools/${POOL}`, body: { enabled: false } },
  { method: 'DELETE', path: `agent-pools/${POOL}` },
];

test.each(OF_ONE)('$method /$path of a test phone or pool is nothing to a live key', async ({ method, path, body }) => {
  expect(refusal(await call(method, path, body, liveKey))).toEqual({ status: 404, code: 'not_found' });

  const questions = [...gateway.cannedAgents.calls, ...gateway.canned.calls];
  expect(questions).toHaveLength(1);
  expect((await call(method, path, body, testKey)).status).toBeLessThan(300);
});

test('what is changed carries who did it, and is audited', async () => {
  const { agents } = gateway.agentLease;
  await gateway.mongo.session.collection('audit_logs').deleteMany({ target: { $in: [AGENT, POOL] } });

  for (const { method, path, body } of OF_ONE) await call(method, path, body);

  expect(agents.change.asked).toMatchObject([
    { tenant: TENANT, id: AGENT, label: 'Back room' },
    { id: AGENT, enabled: true },
    { id: AGENT, enabled: false },
  ]);
  expect(agents.change.asked[0]!.by).toMatch(/^user:/);
  expect(agents.revoke.asked).toMatchObject([{ id: AGENT, by: expect.stringMatching(/^user:/) }]);
  expect(agents.saveBudget.asked).toMatchObject([{ id: AGENT, budget: { per_day: 100 } }]);
  const rows = [...(await gateway.audited({ target: AGENT })), ...(await gateway.audited({ target: POOL }))];
  expect(rows.map(({ action, reason, outcome }) => ({ action, reason, outcome }))).toMatchObject([
    { action: 'agent.change', reason: 'label', outcome: 'allowed' },
    { action: 'agent.enable' },
    { action: 'agent.disable' },
    { action: 'agent.revoke' },
    { action: 'agent.budget' },
    { action: 'pool.change', reason: 'enabled' },
    { action: 'pool.delete' },
  ]);
});

test('a budget is passed as it was given', async () => {
  const quiet_hours = { from: '21:00', until: '08:00', zone: 'Asia/Ho_Chi_Minh' };
  const limits = { per_minute: 5, per_month: 3_000, recipients_per_month: 200, reset_day: 28, zone: 'Asia/Seoul' };
  const budget = { ...limits, quiet_hours, countries: ['VN'] };

  expect((await call('PUT', `agents/${AGENT}/budgets`, { sim_slot: 1, ...budget })).status).toBe(200);
  expect((await call('PUT', `agents/${AGENT}/budgets`, {})).status).toBe(200);

  const { asked } = gateway.agentLease.agents.saveBudget;
  expect(asked).toMatchObject([{ sim_slot: 1, budget }, { budget: {} }]);
  expect(asked[1]).not.toHaveProperty('sim_slot');
});

const QUIET = { from: '21:00', until: '08:00', zone: 'UTC' };
test.each([
  ['PATCH', `agents/${AGENT}`, {}, 'invalid_field', ''],
  ['PATCH', `agents/${AGENT}`, { label: ' ' }, 'invalid_field', 'label'],
  ['PATCH', `agents/${AGENT}`, { label: 'x'.repeat(65) }, 'invalid_field', 'label'],
  ['PATCH', `agents/${AGENT}`, { label: null }, 'invalid_field', 'label'],
  ['PATCH', `agents/${AGENT}`, { enabled: 'yes' }, 'invalid_field', 'enabled'],
  ['PATCH', `agents/${AGENT}`, { token: 'x' }, 'unknown_field', 'token'],
  ['PUT', `agents/${AGENT}/budgets`, { per_minute: -1 }, 'invalid_field', 'per_minute'],
  ['PUT', `agents/${AGENT}/budgets`, { per_day: 1.5 }, 'invalid_field', 'per_day'],
  ['PUT', `agents/${AGENT}/budgets`, { per_month: 2 ** 53 }, 'invalid_field', 'per_month'],
  ['PUT', `agents/${AGENT}/budgets`, { reset_day: 29 }, 'invalid_field', 'reset_day'],
  ['PUT', `agents/${AGENT}/budgets`, { sim_slot: 4 }, 'invalid_field', 'sim_slot'],
  ['PUT', `agents/${AGENT}/budgets`, { zone: 'Moon/Base' }, 'invalid_field', 'zone'],
  ['PUT', `agents/${AGENT}/budgets`, { countries: ['XX'] }, 'invalid_field', 'countries'],
  ['PUT', `agents/${AGENT}/budgets`, { countries: [] }, 'invalid_field', 'countries'],
  ['PUT', `agents/${AGENT}/budgets`, { quiet_hours: '21-08' }, 'invalid_field', 'quiet_hours'],
  ['PUT', `agents/${AGENT}/budgets`, { quiet_hours: { ...QUIET, from: '24:00' } }, 'invalid_field', 'quiet_hours.from'],
  [
    'PUT',
    `agents/${AGENT}/budgets`,
    { quiet_hours: { ...QUIET, until: '21:00' } },
    'invalid_field',
    'quiet_hours.until',
  ],
  ['PUT', `agents/${AGENT}/budgets`, { quiet_hours: { from: '21:00' } }, 'invalid_field', 'quiet_hours.until'],
  ['PUT', `agents/${AGENT}/budgets`, { quiet_hours: { ...QUIET, x: 1 } }, 'unknown_field', 'quiet_hours.x'],
  ['POST', `agents/${AGENT}/revoke`, { now: true }, 'unknown_field', 'now'],
  ['POST', 'agents/enrolment-codes', { label: '' }, 'invalid_field', 'label'],
  ['POST', 'agents/enrolment-codes', { pool: 5 }, 'invalid_field', 'pool'],
  ['POST', 'agents/enrolment-codes', { pool: 'nowhere' }, 'invalid_field', 'pool'],
  ['POST', 'agents/enrolment-codes', { environment: 'staging' }, 'invalid_field', 'environment'],
  ['POST', 'agents/enrolment-codes', { base_url: 'https://evil' }, 'unknown_field', 'base_url'],
  ['PUT', 'agents/registration-secret', {}, 'invalid_field', 'registration_secret'],
  ['PUT', 'agents/registration-secret', { registration_secret: 'short' }, 'invalid_field', 'registration_secret'],
  ['PUT', 'agents/registration-secret', { registration_secret: null }, 'invalid_field', 'registration_secret'],
  ['POST', 'agent-pools', {}, 'invalid_field', 'name'],
  ['POST', 'agent-pools', { name: 'a', agents: [POOL] }, 'invalid_field', 'agents'],
  ['POST', 'agent-pools', { name: 'a', agents: [AGENT, AGENT] }, 'invalid_field', 'agents'],
  ['POST', 'agent-pools', { name: 'a', environment: 'both' }, 'invalid_field', 'environment'],
  ['POST', 'agent-pools', { name: 'a', order: -1 }, 'invalid_field', 'order'],
  ['PATCH', `agent-pools/${POOL}`, {}, 'invalid_field', ''],
  ['PATCH', `agent-pools/${POOL}`, { environment: 'live' }, 'unknown_field', 'environment'],
])('%s /%s with %j is refused', async (method, path, body, code, field) => {
  const answer = await call(method, path, body);

  expect(refusal(answer)).toEqual({ status: 400, code });
  expect((answer.body.errors as { field: string }[])[0]!.field).toBe(field);
  expect(gateway.cannedAgents.calls).toEqual([]);
});

test.each(['x', 'phone-1', ULID, `PHONE-${ULID}`, `pool-${ULID}`, `${AGENT}x`, '%00'])(
  'the id %s is none of a phone',
  async (id) => {
    expect(refusal(await call('GET', `agents/${id}`))).toEqual({ status: 400, code: 'invalid_id' });
  },
);

test('a code is made for the environment and pool that are named, and says where the caller reached us', async () => {
  const { createCode } = gateway.agentLease.agents;

  const answer = await call('POST', 'agents/enrolment-codes', { label: 'Ward 3', pool: 'phones' });
  await call('POST', 'agents/enrolment-codes', { environment: 'live' });
  await call('POST', 'agents/enrolment-codes', undefined, liveKey);

  expect(answer.status).toBe(201);
  expect(Object.keys(answer.body).sort()).toEqual(['code', 'expires_at', 'qr_svg', 'qr_text']);
  expect(createCode.asked).toMatchObject([
    { tenant: TENANT, label: 'Ward 3', pool: POOL, environment: 'test', base_url: gateway.url },
    { environment: 'live', base_url: gateway.url },
    { environment: 'live' },
  ]);
  expect(gateway.dispatcher.pools.list.asked).toMatchObject([{ tenant: TENANT, environment: 'test' }]);
  expect(JSON.stringify(await gateway.audited({ action: 'agent.enrolment_code' }))).not.toContain(answer.body.code);
});

test('a key makes codes and pools of its own environment alone', async () => {
  for (const [path, body] of [
    ['agents/enrolment-codes', { environment: 'test' }],
    ['agent-pools', { name: 'a', environment: 'test' }],
  ] as const)
    expect(refusal(await call('POST', path, body, liveKey))).toEqual({ status: 400, code: 'invalid_field' });

  expect((await call('POST', 'agent-pools', { name: 'a' }, liveKey)).status).toBe(201);
  expect(gateway.dispatcher.pools.create.asked).toMatchObject([{ environment: 'live', fields: { name: 'a' } }]);
});

test('a code says PUBLIC_URL, unless that is of this machine', async () => {
  const { createCode } = gateway.agentLease.agents;
  const [before] = [gateway.url];
  for (const PUBLIC_URL of ['https://sms.example.com/', 'http://127.0.0.1:9']) {
    gateway.url = await gateway.startReplica({ PUBLIC_URL });
    await call('POST', 'agents/enrolment-codes');
  }
  const replica = gateway.url;
  gateway.url = before;

  expect(createCode.asked.map(({ base_url }) => base_url)).toEqual(['https://sms.example.com', replica]);
});

test('a call without a Host makes no code', async () => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST /api/v1/agents/enrolment-codes HTTP/1.0\r\nAuthorization: ${admin.authorization}\r\nConnection: close\r\n\r\n`,
  );

  expect(await text(socket)).toContain('"code":"invalid_header"');
  expect(gateway.agentLease.agents.createCode.asked).toEqual([]);
});

test('the secret is read and set by admins; who read it is audited, the secret is not', async () => {
  const secret = 'five otters under the old bridge';

  expect((await call('GET', 'agents/registration-secret')).body).toEqual({
    registration_secret: '',
    configured: false,
  });
  expect((await call('PUT', 'agents/registration-secret', { registration_secret: secret })).status).toBe(200);
  expect((await call('PUT', 'agents/registration-secret', { registration_secret: '' })).status).toBe(200);

  expect(gateway.agentLease.agents.saveSecret.asked).toMatchObject([
    { tenant: TENANT, registration_secret: secret },
    { registration_secret: '' },
  ]);
  expect(await gateway.audited({ action: 'agent.secret_read' })).toHaveLength(1);
  const rows = await gateway.audited({ action: 'agent.secret_save' });
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('otters');
});

test('a test key does not touch the secret, with which live phones register', async () => {
  const secret = { registration_secret: 'five otters under the old bridge' };

  for (const answer of [
    await call('GET', 'agents/registration-secret', undefined, testKey),
    await call('PUT', 'agents/registration-secret', secret, testKey),
  ])
    expect(refusal(answer)).toEqual({ status: 403, code: 'insufficient_scope' });
  expect(gateway.cannedAgents.calls).toEqual([]);
});

test('an operator labels and revokes phones, and makes no codes; a viewer reads them; a sender sees none', async () => {
  const operator = await addUser(gateway, 'operator');
  const viewer = await addUser(gateway, 'viewer');
  const sender = await addUser(gateway, 'sender');
  const statusOf = async (...of: Parameters<typeof call>) => (await call(...of)).status;

  expect(await statusOf('POST', `agents/${AGENT}/revoke`, undefined, operator)).toBe(200);
  expect(await statusOf('POST', 'agents/enrolment-codes', {}, operator)).toBe(403);
  expect(await statusOf('GET', 'agents', undefined, viewer)).toBe(200);
  expect(await statusOf('POST', `agents/${AGENT}/disable`, undefined, viewer)).toBe(403);
  expect(await statusOf('GET', 'agents', undefined, sender)).toBe(403);
});

test('while agent-lease is away, phones answer 503, and the check of the system says so', async () => {
  await using alone = await GatewayUnderTest.start();
  await alone.stopAgents();
  const headers = { authorization: `Bearer ${await alone.logIn()}` };

  const list = await alone.call('/api/v1/agents', { headers });
  const system = await alone.call('/api/v1/system/checks', { headers });

  expect(refusal(list)).toEqual({ status: 503, code: 'service_unavailable' });
  expect(list.headers.get('retry-after')).toBe('2');
  const checks = system.body.checks as { service: string; ok: boolean }[];
  expect({ status: system.status, ok: system.body.ok }).toEqual({ status: 200, ok: false });
  expect(checks.filter(({ service }) => service === 'agent-lease')).toMatchObject([{ name: 'answers', ok: false }]);
});
