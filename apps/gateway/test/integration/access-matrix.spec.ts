// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import type { NewApiKey } from '#libs/kernel';
import { ROLES, SCOPES, type Role, type Scope } from '../../src/domain/principal.ts';
import { GatewayUnderTest, TENANT } from './gateway-under-test.ts';
import { addUser } from './people.ts';

type Needed = Scope | 'signed_in' | 'anyone';

/** The scope that every route needs; a new route without a line here fails the first test. */
const NEEDED: Readonly<Record<string, Needed>> = {
  'POST /api/v1/messages': 'messages:send',
  'POST /api/v1/messages/batch': 'messages:send',
  'GET /api/v1/messages': 'messages:read',
  'POST /api/v1/messages/search': 'messages:read',
  'GET /api/v1/messages/:id': 'messages:read',
  'POST /api/v1/messages/:id/cancel': 'messages:send',
  'POST /api/v1/messages/:id/reveal': 'messages:read',
  'GET /api/v1/requests': 'messages:read',
  'POST /api/v1/requests/refresh': 'messages:read',
  'GET /api/v1/requests/:id': 'messages:read',
  'POST /api/v1/requests/:id/cancel': 'messages:send',
  'POST /api/v1/simulate': 'routing:read',
  'POST /api/v1/numbers/validate': 'messages:send',
  'GET /api/v1/routes': 'routing:read',
  'GET /api/v1/routes/:id': 'routing:read',
  'PATCH /api/v1/routes/:id': 'routing:write',
  'POST /api/v1/routes/:id/force': 'routing:write',
  'GET /api/v1/routes/:id/history': 'routing:read',
  'GET /api/v1/routing-policies': 'routing:read',
  'GET /api/v1/routing-policies/:environment': 'routing:read',
  'PUT /api/v1/routing-policies/:environment': 'routing:write',
  'DELETE /api/v1/routing-policies/:environment': 'routing:write',
  'GET /api/v1/senders': 'routing:read',
  'GET /api/v1/senders/:value': 'routing:read',
  'PUT /api/v1/senders/:value': 'routing:write',
  'DELETE /api/v1/senders/:value': 'routing:write',
  'GET /api/v1/senders/:value/history': 'routing:read',
  'GET /api/v1/prices': 'routing:read',
  'POST /api/v1/prices': 'routing:write',
  'POST /api/v1/prices/import': 'routing:write',
  'DELETE /api/v1/prices/:id': 'routing:write',
  'GET /api/v1/templates': 'templates:read',
  'POST /api/v1/templates': 'templates:write',
  'GET /api/v1/templates/:id': 'templates:read',
  'PATCH /api/v1/templates/:id': 'templates:write',
  'DELETE /api/v1/templates/:id': 'templates:write',
  'GET /api/v1/templates/:id/versions': 'templates:read',
  'POST /api/v1/templates/:id/approve': 'templates:approve',
  'POST /api/v1/templates/:id/preview': 'templates:read',
  'PUT /api/v1/templates/:id/vendor-mappings/:vendor': 'templates:write',
  'DELETE /api/v1/templates/:id/vendor-mappings/:vendor': 'templates:write',
  'GET /api/v1/vendor-accounts': 'routing:read',
  'POST /api/v1/vendor-accounts': 'accounts:write',
  'PUT /api/v1/vendor-accounts/:id': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/enable': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/disable': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/test': 'accounts:write',
  'GET /api/v1/vendors': 'routing:read',
  'GET /api/v1/agents': 'agents:read',
  'GET /api/v1/agents/:id': 'agents:read',
  'PATCH /api/v1/agents/:id': 'agents:write',
  'POST /api/v1/agents/:id/enable': 'agents:write',
  'POST /api/v1/agents/:id/disable': 'agents:write',
  'POST /api/v1/agents/:id/revoke': 'agents:write',
  'PUT /api/v1/agents/:id/budgets': 'agents:write',
  'POST /api/v1/agents/enrolment-codes': 'accounts:write',
  'GET /api/v1/agents/registration-secret': 'accounts:write',
  'PUT /api/v1/agents/registration-secret': 'accounts:write',
  'GET /api/v1/agent-pools': 'agents:read',
  'POST /api/v1/agent-pools': 'agents:write',
  'GET /api/v1/agent-pools/:id': 'agents:read',
  'PATCH /api/v1/agent-pools/:id': 'agents:write',
  'DELETE /api/v1/agent-pools/:id': 'agents:write',
  'GET /api/v1/system/checks': 'routing:read',
  'GET /api/v1/dead-letters': 'messages:read',
  'GET /api/v1/dead-letters/stats': 'messages:read',
  'POST /api/v1/dead-letters/retry': 'messages:send',
  'POST /api/v1/dead-letters/:id/retry': 'messages:send',
  'POST /api/v1/dead-letters/:id/abandon': 'messages:send',
  'GET /api/v1/inbound-messages': 'messages:read',
  'GET /api/v1/conversations': 'messages:read',
  'GET /api/v1/conversations/:id': 'messages:read',
  'POST /api/v1/conversations/:id/reply': 'messages:send',
  'GET /api/v1/opt-outs': 'opt_outs:read',
  'POST /api/v1/opt-outs': 'opt_outs:write',
  'POST /api/v1/opt-outs/search': 'opt_outs:read',
  'POST /api/v1/opt-outs/import': 'opt_outs:write',
  'GET /api/v1/opt-outs/export': 'opt_outs:read',
  'DELETE /api/v1/opt-outs/:id': 'opt_outs:write',
  'GET /api/v1/tenant': 'routing:read',
  'PATCH /api/v1/tenant': 'tenant:write',
  'GET /api/v1/tenants': 'tenants:write',
  'POST /api/v1/tenants': 'tenants:write',
  'GET /api/v1/tenants/:id': 'routing:read',
  'PATCH /api/v1/tenants/:id': 'tenant:write',
  'GET /api/v1/api-keys': 'keys:write',
  'POST /api/v1/api-keys': 'keys:write',
  'GET /api/v1/api-keys/:id': 'keys:write',
  'PATCH /api/v1/api-keys/:id': 'keys:write',
  'GET /api/v1/api-keys/:id/refusals': 'keys:write',
  'DELETE /api/v1/api-keys/:id': 'keys:write',
  'POST /api/v1/api-keys/:id/rotate': 'keys:write',
  'GET /api/v1/users': 'users:write',
  'POST /api/v1/users': 'users:write',
  'GET /api/v1/users/:id': 'users:write',
  'PATCH /api/v1/users/:id': 'users:write',
  'DELETE /api/v1/users/:id': 'users:write',
  'PUT /api/v1/users/:id/password': 'users:write',
  'POST /api/v1/users/:id/token': 'signed_in',
  'GET /api/v1/limits': 'signed_in',
  'GET /api/v1/audit-log': 'audit:read',
  'GET /api/v1/audit-log/export': 'audit:read',
  'GET /api/v1/audit-log/verification': 'audit:read',
  'GET /api/v1/issuers': 'issuers:write',
  'POST /api/v1/issuers': 'issuers:write',
  'GET /api/v1/issuers/:id': 'issuers:write',
  'PATCH /api/v1/issuers/:id': 'issuers:write',
  'DELETE /api/v1/issuers/:id': 'issuers:write',
  'GET /api/v1/auth/me': 'signed_in',
  'POST /api/v1/auth/session': 'anyone',
  'DELETE /api/v1/auth/session': 'signed_in',
  'GET /api/v1/auth/sessions': 'signed_in',
  'DELETE /api/v1/auth/sessions/:id': 'signed_in',
  'POST /api/v1/auth/login': 'anyone',
  'POST /api/v1/auth/refresh': 'anyone',
  'POST /api/v1/auth/logout': 'anyone',
  'POST /callbacks/:vendor/:secret': 'anyone',
  'GET /callbacks/:vendor/:secret': 'anyone',
  'GET /agent-app/postrider-agent.mjs': 'anyone',
  'GET /agent-app/install.sh': 'anyone',
  'GET /health/live': 'anyone',
  'GET /openapi.json': 'anyone',
  'GET /swagger': 'anyone',
  'GET /swagger/:asset': 'anyone',
  'GET /health': 'anyone',
  'GET /admin/api-keys': 'keys:write',
  'POST /admin/api-keys': 'keys:write',
  'POST /admin/api-keys/:id/revoke': 'keys:write',
  'POST /admin/api-keys/:id/rotate': 'keys:write',
  'GET /admin/agent/registration-secret': 'accounts:write',
  'PUT /admin/agent/registration-secret': 'accounts:write',
  'GET /admin/audit-logs': 'audit:read',
  'GET /templates': 'templates:read',
  'POST /templates': 'templates:write',
  'GET /templates/:id': 'templates:read',
  'PATCH /templates/:id': 'templates:write',
  'PUT /templates/:id': 'templates:write',
  'DELETE /templates/:id': 'templates:write',
  'POST /templates/:id/approve': 'templates:approve',
  'POST /requests': 'messages:send',
  'GET /requests/:id': 'messages:read',
  'GET /messages': 'messages:read',
  'GET /messages/all': 'messages:read',
};
const PROTECTED = Object.entries(NEEDED).filter(([, needed]) => needed !== 'anyone');

const IN_A_TENANT = SCOPES.filter((scope) => scope !== 'tenants:write');
const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  owner: IN_A_TENANT,
  admin: IN_A_TENANT,
  operator: [
    'messages:send',
    'messages:read',
    'routing:read',
    'routing:write',
    'templates:read',
    'templates:write',
    'opt_outs:read',
    'opt_outs:write',
    'agents:read',
    'agents:write',
  ],
  sender: ['messages:send', 'messages:read', 'templates:read'],
  viewer: ['messages:read', 'routing:read', 'templates:read', 'opt_outs:read', 'agents:read'],
};

let gateway: GatewayUnderTest;
const users = {} as Record<Role, { readonly authorization: string }>;
let installationAdmin: { readonly authorization: string };
let all: NewApiKey;
const keys = {} as Record<Scope, { readonly 'x-api-key': string }>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  for (const role of ROLES) users[role] = await addUser(gateway, role);
  installationAdmin = { authorization: `Bearer ${await gateway.logIn()}` };
  all = await gateway.addKey({ environment: 'live', scopes: [...SCOPES] });
  for (const scope of SCOPES) keys[scope] = { 'x-api-key': (await gateway.addKey({ scopes: [scope] })).key };
});
afterAll(() => gateway.close());

test('the table has every route of the router', () => {
  const routed = gateway.routes().filter(({ method }) => method !== 'HEAD');

  expect(routed.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(NEEDED).sort());
});

/** Refused, or let through with any result of the call itself. */
async function asks(route: string, headers: Readonly<Record<string, string>>): Promise<'refused' | 'let in'> {
  const [method, path] = route.split(' ') as [string, string];
  const answer = await gateway.call(path.replace(/:\w+/g, 'x'), { method, headers });
  const isRefused = answer.status === 403 && answer.body.code === 'insufficient_scope';
  if (!isRefused) expect([route, answer.status]).not.toEqual([route, 401]);
  return isRefused ? 'refused' : 'let in';
}

test.each(PROTECTED)('B01 %s without a credential is 401', async (route) => {
  const [method, path] = route.split(' ') as [string, string];

  expect((await gateway.call(path.replace(/:\w+/g, 'x'), { method })).status).toBe(401);
});

test.each(PROTECTED)('B06 %s allows the roles and keys that have %s, and no others', async (route, needed) => {
  for (const role of ROLES) {
    const isAllowed = needed === 'signed_in' || SCOPES_OF[role].includes(needed as Scope);
    expect([role, await asks(route, users[role])]).toEqual([role, isAllowed ? 'let in' : 'refused']);
  }
  expect(await asks(route, installationAdmin)).toBe('let in');
  for (const scope of SCOPES) {
    const isAllowed = needed === 'signed_in' || scope === needed;
    expect([scope, await asks(route, keys[scope])]).toEqual([scope, isAllowed ? 'let in' : 'refused']);
  }
});

test.each(PROTECTED)('%s refuses an invalid environment, and one that the key does not have', async (route) => {
  const [method, path] = route.split(' ') as [string, string];
  const asks = (headers: Readonly<Record<string, string>>) =>
    gateway.call(path.replace(/:\w+/g, 'x'), { method, headers });

  for (const answer of [
    await asks({ ...installationAdmin, 'postrider-environment': 'staging' }),
    await asks({ 'x-api-key': all.key, 'postrider-environment': 'test' }),
  ])
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'invalid_header' });
});

test('the key of the settings has all scopes except those for admins only', async () => {
  const headers = { 'x-api-key': gateway.seededKey.key };
  const me = await gateway.call('/api/v1/auth/me', { headers });

  expect(me.body.scopes).toEqual(SCOPES_OF.operator);
  expect(await asks('POST /api/v1/vendor-accounts', headers)).toBe('refused');
  expect(await asks('PATCH /api/v1/tenant', headers)).toBe('refused');
});

const ROUTE = 'acme-0a1b2c3d';
const ID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const AGENT = `phone-${ID}`;
const POOL = `pool-${ID}`;
const CONVERSATION = '2tW8Jd0cQyXo3mVh1sKfPA';
const FOREIGN: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[] = [
  { method: 'GET', path: `messages/${ID}.0000` },
  { method: 'POST', path: `messages/${ID}.0000/cancel` },
  { method: 'POST', path: `messages/${ID}.0000/reveal` },
  { method: 'GET', path: `requests/${ID}` },
  { method: 'POST', path: `requests/${ID}/cancel` },
  { method: 'GET', path: `routes/${ROUTE}` },
  { method: 'PATCH', path: `routes/${ROUTE}`, body: { enabled: false } },
  { method: 'POST', path: `routes/${ROUTE}/force`, body: { force: 'auto', reason: 'x' } },
  { method: 'GET', path: `routes/${ROUTE}/history` },
  { method: 'PUT', path: `vendor-accounts/${ROUTE}`, body: { settings: { token: 'x' } } },
  { method: 'POST', path: `vendor-accounts/${ROUTE}/enable` },
  { method: 'POST', path: `vendor-accounts/${ROUTE}/disable` },
  { method: 'POST', path: `vendor-accounts/${ROUTE}/test` },
  { method: 'POST', path: `dead-letters/${ID}.0000/retry` },
  { method: 'POST', path: `dead-letters/${ID}.0000/abandon` },
  { method: 'GET', path: 'senders/Theirs' },
  { method: 'DELETE', path: 'senders/Theirs' },
  { method: 'GET', path: 'senders/Theirs/history' },
  { method: 'DELETE', path: `opt-outs/${ID}`, body: { reason: 'x' } },
  { method: 'DELETE', path: `prices/${ROUTE}.sms.-.-.-` },
  { method: 'GET', path: `templates/${ID}` },
  { method: 'PATCH', path: `templates/${ID}`, body: { active: false } },
  { method: 'DELETE', path: `templates/${ID}` },
  { method: 'GET', path: `templates/${ID}/versions` },
  { method: 'POST', path: `templates/${ID}/approve` },
  { method: 'POST', path: `templates/${ID}/preview` },
  { method: 'PUT', path: `templates/${ID}/vendor-mappings/acme`, body: { code: '1', tokens: {} } },
  { method: 'DELETE', path: `templates/${ID}/vendor-mappings/acme` },
  { method: 'GET', path: `conversations/${CONVERSATION}` },
  { method: 'POST', path: `conversations/${CONVERSATION}/reply`, body: { text: 'x' } },
  { method: 'GET', path: `agents/${AGENT}` },
  { method: 'PATCH', path: `agents/${AGENT}`, body: { label: 'x' } },
  { method: 'POST', path: `agents/${AGENT}/enable` },
  { method: 'POST', path: `agents/${AGENT}/disable` },
  { method: 'POST', path: `agents/${AGENT}/revoke` },
  { method: 'PUT', path: `agents/${AGENT}/budgets`, body: { per_day: 1 } },
  { method: 'GET', path: `agent-pools/${POOL}` },
  { method: 'PATCH', path: `agent-pools/${POOL}`, body: { name: 'x' } },
  { method: 'DELETE', path: `agent-pools/${POOL}` },
];

test.each(FOREIGN)(
  'B20 $method /$path of another tenant answers like one that does not exist, and is audited',
  async ({ method, path, body }) => {
    gateway.canned.forget();
    gateway.cannedTemplates.forget();
    gateway.cannedAgents.forget();
    const { messages, requests, routes, accounts, senders, deadLetters, optOuts, prices, inbound } = gateway.dispatcher;
    routes.list.says({ routes: [] });
    accounts.list.says({ accounts: [] });
    senders.list.says({ senders: [] });
    const before = (await gateway.audited({ outcome: 'denied', reason: 'not_found' })).length;
    const call = (sentence: string) => {
      for (const question of [messages.read, messages.cancel, requests.read, requests.cancel, inbound.conversation])
        question.refuses('not_found', sentence);
      for (const question of [deadLetters.retry, deadLetters.abandon, senders.history, optOuts.lift, prices.delete])
        question.refuses('not_found', sentence);
      for (const question of [
        ...Object.values(gateway.template.templates),
        ...Object.values(gateway.agentLease.agents),
      ])
        question.refuses('not_found', sentence);
      for (const question of Object.values(gateway.dispatcher.pools)) question.refuses('not_found', sentence);
      return gateway.call(`/api/v1/${path}`, { method, body, headers: users.owner });
    };

    const answer = await call('It is of another tenant.');
    const missing = await call('There is no such thing.');

    expect([answer.status, missing.status]).toEqual([404, 404]);
    expect({ ...answer.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
    expect((await gateway.audited({ outcome: 'denied', reason: 'not_found' })).length).toBe(before + 2);
    const calls = [gateway.canned, gateway.cannedTemplates, gateway.cannedAgents].flatMap((service) => service.calls);
    expect(calls).toHaveLength(2);
    for (const { request } of calls) expect(request).toMatchObject({ tenant: TENANT });
  },
);

const OF_MESSAGES: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[] = [
  { method: 'GET', path: 'messages' },
  { method: 'POST', path: 'messages/search', body: { to: '+12025550123' } },
  { method: 'GET', path: 'requests' },
  { method: 'POST', path: 'requests/refresh', body: { ids: [ID] } },
  { method: 'GET', path: `messages/${ID}.0000` },
  { method: 'POST', path: `messages/${ID}.0000/cancel` },
  { method: 'POST', path: `messages/${ID}.0000/reveal` },
  { method: 'GET', path: `requests/${ID}` },
  { method: 'POST', path: `requests/${ID}/cancel` },
  { method: 'GET', path: 'inbound-messages' },
  { method: 'GET', path: 'conversations' },
  { method: 'GET', path: `conversations/${CONVERSATION}` },
  { method: 'GET', path: 'dead-letters' },
  { method: 'GET', path: 'dead-letters/stats' },
  { method: 'POST', path: 'dead-letters/retry' },
  { method: 'POST', path: `dead-letters/${ID}.0000/retry` },
  { method: 'POST', path: `dead-letters/${ID}.0000/abandon` },
];

/** Calls by which messages are made, or nothing stored is read. */
const WITHOUT_MESSAGES = [
  'POST messages',
  'POST messages/batch',
  'POST conversations/:id/reply',
  'POST numbers/validate',
  'GET templates',
  'GET templates/:id',
  'GET templates/:id/versions',
  'POST templates/:id/preview',
];

/** The same of the front doors; those that read messages are tested with their door. */
const OF_DOORS = [
  'GET /messages',
  'GET /messages/all',
  'GET /requests/:id',
  'GET /templates',
  'GET /templates/:id',
  'POST /requests',
];

test('the calls that read or change messages are those that a sender may make, except sends', () => {
  const pattern = ({ method, path }: (typeof OF_MESSAGES)[number]) =>
    `${method} /api/v1/${path.replace(/01JD\w+(\.\d+)?|2tW8\w+/, ':id')}`;
  const scopes: readonly Needed[] = SCOPES_OF.sender;
  const theirs = Object.keys(NEEDED).filter((route) => scopes.includes(NEEDED[route]!));

  const without = WITHOUT_MESSAGES.map((it) => it.replace(' ', ' /api/v1/'));
  expect([...OF_MESSAGES.map(pattern), ...without, ...OF_DOORS].sort()).toEqual(theirs.sort());
});

test.each(OF_MESSAGES)('$method /$path of a sender asks only for what they created', async ({ method, path, body }) => {
  gateway.canned.forget();

  await gateway.call(`/api/v1/${path}`, { method, body, headers: users.sender });

  expect(gateway.canned.calls).toHaveLength(1);
  for (const { request } of gateway.canned.calls)
    expect(request).toMatchObject({ tenant: TENANT, created_by: 'user:user-sender' });
});

test.each(OF_MESSAGES)(
  '$method /$path of an operator asks for what everybody created',
  async ({ method, path, body }) => {
    gateway.canned.forget();

    await gateway.call(`/api/v1/${path}`, { method, body, headers: users.operator });

    for (const { request } of gateway.canned.calls) expect(request).not.toHaveProperty('created_by');
  },
);

test('a message and a request of somebody else answer a sender like one that does not exist', async () => {
  gateway.canned.forget();

  for (const path of [`messages/${ID}.0000`, `requests/${ID}`])
    expect((await gateway.call(`/api/v1/${path}`, { headers: users.sender })).body.code).toBe('not_found');
});
