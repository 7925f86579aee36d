// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is in memory.
import type { NewApiKey } from '#libs/kernel';
import { ROLES, SCOPES, type Role, type Scope } from '../../src/domain/principal.ts';
import { GatewayUnderTest } from './gateway-under-test.ts';
import { addUser } from './people.ts';

type Needed = Scope | 'signed_in' | 'anyone';

/** What every route needs; a new route without a line here fails the first test. */
const NEEDED: Readonly<Record<string, Needed>> = {
  'POST /api/v1/messages': 'messages:send',
  'POST /api/v1/messages/batch': 'messages:send',
  'GET /api/v1/messages/:id': 'messages:read',
  'POST /api/v1/messages/:id/cancel': 'messages:send',
  'GET /api/v1/requests/:id': 'messages:read',
  'POST /api/v1/requests/:id/cancel': 'messages:send',
  'POST /api/v1/simulate': 'routing:read',
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
  'GET /api/v1/vendor-accounts': 'routing:read',
  'POST /api/v1/vendor-accounts': 'accounts:write',
  'PUT /api/v1/vendor-accounts/:id': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/enable': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/disable': 'accounts:write',
  'POST /api/v1/vendor-accounts/:id/test': 'accounts:write',
  'GET /api/v1/vendors': 'routing:read',
  'GET /api/v1/dead-letters': 'messages:read',
  'GET /api/v1/dead-letters/stats': 'messages:read',
  'POST /api/v1/dead-letters/retry': 'messages:send',
  'POST /api/v1/dead-letters/:id/retry': 'messages:send',
  'POST /api/v1/dead-letters/:id/abandon': 'messages:send',
  'GET /api/v1/tenant': 'routing:read',
  'PATCH /api/v1/tenant': 'tenant:write',
  'GET /api/v1/auth/me': 'signed_in',
  'POST /api/v1/auth/login': 'anyone',
  'POST /callbacks/:vendor/:secret': 'anyone',
  'GET /callbacks/:vendor/:secret': 'anyone',
  'GET /health/live': 'anyone',
  'GET /openapi.json': 'anyone',
  'GET /swagger': 'anyone',
  'GET /swagger/:asset': 'anyone',
};
const PROTECTED = Object.entries(NEEDED).filter(([, needed]) => needed !== 'anyone');

const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  owner: SCOPES,
  admin: SCOPES,
  operator: ['messages:send', 'messages:read', 'routing:read', 'routing:write'],
  viewer: ['messages:read', 'routing:read'],
};

let gateway: GatewayUnderTest;
const users = {} as Record<Role, { readonly authorization: string }>;
let all: NewApiKey;
const keys = {} as Record<Scope, { readonly 'x-api-key': string }>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  for (const role of ROLES) users[role] = await addUser(gateway, role);
  all = await gateway.addKey({ environment: 'live', scopes: [...SCOPES] });
  for (const scope of SCOPES) keys[scope] = { 'x-api-key': (await gateway.addKey({ scopes: [scope] })).key };
});
afterAll(() => gateway.close());

test('the table holds every route of the router', () => {
  const routed = gateway.routes().filter(({ method }) => method !== 'HEAD');

  expect(routed.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(NEEDED).sort());
});

/** Refused, or let through to whatever the call itself comes to. */
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

test.each(PROTECTED)('B06 %s lets in the roles and keys that have %s, and nobody else', async (route, needed) => {
  for (const role of ROLES) {
    const isAllowed = needed === 'signed_in' || SCOPES_OF[role].includes(needed as Scope);
    expect([role, await asks(route, users[role])]).toEqual([role, isAllowed ? 'let in' : 'refused']);
  }
  for (const scope of SCOPES) {
    const isAllowed = needed === 'signed_in' || scope === needed;
    expect([scope, await asks(route, keys[scope])]).toEqual([scope, isAllowed ? 'let in' : 'refused']);
  }
});

test.each(PROTECTED)('%s refuses an environment that is none, and the one a key does not have', async (route) => {
  const [method, path] = route.split(' ') as [string, string];
  const asks = (headers: Readonly<Record<string, string>>) =>
    gateway.call(path.replace(/:\w+/g, 'x'), { method, headers });

  for (const answer of [
    await asks({ ...users.owner, 'postrider-environment': 'staging' }),
    await asks({ 'x-api-key': all.key, 'postrider-environment': 'test' }),
  ])
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'invalid_header' });
});

test('the key of the settings does all but what is for admins alone', async () => {
  const headers = { 'x-api-key': gateway.seededKey.key };
  const me = await gateway.call('/api/v1/auth/me', { headers });

  expect(me.body.scopes).toEqual(['messages:send', 'messages:read', 'routing:read', 'routing:write']);
  expect(await asks('POST /api/v1/vendor-accounts', headers)).toBe('refused');
  expect(await asks('PATCH /api/v1/tenant', headers)).toBe('refused');
});

const FOREIGN: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[] = [
  { method: 'POST', path: 'messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000/cancel' },
  { method: 'POST', path: 'requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E/cancel' },
  { method: 'GET', path: 'routes/:route' },
  { method: 'PATCH', path: 'routes/:route', body: { enabled: false } },
  { method: 'POST', path: 'routes/:route/force', body: { force: 'auto', reason: 'x' } },
  { method: 'GET', path: 'routes/:route/history' },
  { method: 'PUT', path: 'vendor-accounts/:route', body: { settings: { token: 'x' } } },
  { method: 'POST', path: 'vendor-accounts/:route/enable' },
  { method: 'POST', path: 'vendor-accounts/:route/disable' },
  { method: 'POST', path: 'vendor-accounts/:route/test' },
  { method: 'POST', path: 'dead-letters/:dead/retry' },
  { method: 'POST', path: 'dead-letters/:dead/abandon' },
  { method: 'GET', path: 'senders/Theirs' },
  { method: 'DELETE', path: 'senders/Theirs' },
];

test.each(FOREIGN)(
  'B20 $method /$path of another tenant reads like one that never was, and is audited',
  async ({ method, path, body }) => {
    const theirs = '00000002';
    const foreign = gateway.busRoutes.add(theirs, 'acme-22222222', 'live');
    gateway.busRoutes.saveSender({ tenant: theirs, sender: { value: 'Theirs', routes: [foreign.id] } });
    const dead = gateway.deadLetters.add(theirs, { environment: 'live' });
    const before = (await gateway.audited({ outcome: 'denied', reason: 'not_found' })).length;
    const call = (of: string) => gateway.call(`/api/v1/${of}`, { method, body, headers: users.owner });

    const answer = await call(path.replace(':route', foreign.id).replace(':dead', dead.id));
    const missing = await call(
      path
        .replace(':route', 'acme-99999999')
        .replace(':dead', '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000')
        .replace('Theirs', 'Nobodys'),
    );

    expect([answer.status, missing.status]).toEqual([404, 404]);
    expect({ ...answer.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
    expect((await gateway.audited({ outcome: 'denied', reason: 'not_found' })).length).toBe(before + 2);
  },
);
