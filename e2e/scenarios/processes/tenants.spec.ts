// Everything is real except the vendor and the phones, in a system of its own with two tenants and two gateways.
import { freeze } from '../../../libs/servers/testing/index.ts';
import { commandsDuring } from '../../harness/commands.ts';
import { operationsOf, type OpenApi, type Operation } from '../../harness/hostile.ts';
import { Scene } from '../../harness/scene.ts';
import { startTarget } from '../../harness/start-target.ts';
import type { Target } from '../../harness/target.ts';
import { queriesWithoutTenant, type Query } from '../../harness/tenant-filters.ts';
import { until } from '../../harness/wait.ts';

const GOOD = 'seven brown foxes by the river';
const MISSING = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';

type Headers = Record<string, string>;

let target: Target;
let scene: Scene;
let document: OpenApi;
let admin: Headers;
let owner: Headers;
let theirs: string;
/** By the first part of a path: an id of the first tenant, and one that does not exist. */
let ids: Readonly<Record<string, readonly [foreign: string, missing: string]>>;
beforeAll(async () => {
  target = await startTarget();
  scene = await Scene.open(target, 'tenants');
  document = (await call<OpenApi>('GET', '/openapi.json', { headers: {} })).body;
  admin = await bearerOf(target.env.SEED_ADMIN_USERNAME ?? 'admin', target.env.SEED_ADMIN_PASSWORD!);
  theirs = await make('tenants', { ...TENANT, owner: { username: 'theirs', password: GOOD } });
  owner = await bearerOf('theirs', GOOD);
  ids = await idsOfTheFirst();
}, 120_000);
afterAll(async () => {
  await scene?.close();
  await target?.stop();
}, 60_000);

interface Answer<Body = Json> {
  readonly status: number;
  readonly body: Body;
}

interface Call {
  readonly headers?: Headers;
  readonly body?: unknown;
  readonly at?: number;
}

async function call<Body>(method: string, path: string, { headers = admin, body, at = 0 }: Call = {}) {
  const answer = await fetch(`${target.gateways[at]!}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : {}) as Body } satisfies Answer<Body>;
}

type Json = Record<string, unknown>;

const TENANT = { name: 'The bank', default_region: 'US', zone: 'UTC' };

async function bearerOf(username: string, password: string): Promise<Headers> {
  const body = { username, password };
  const answer = await call<{ access_token: string }>('POST', '/api/v1/auth/login', { body, headers: {} });
  return { authorization: `Bearer ${answer.body.access_token}` };
}

async function make(path: string, body: unknown, headers = admin): Promise<string> {
  const answer = await call<Json>('POST', `/api/v1/${path}`, { headers, body });
  expect([path, answer.status]).toEqual([path, 201]);
  return String(answer.body.id);
}

async function idsOfTheFirst(): Promise<typeof ids> {
  const message = await scene.accepted({ to: scene.numbers.take(1)[0]!, text: 'Of the first tenant.' });
  const routes = await call<{ data: { id: string }[] }>('GET', '/api/v1/routes');
  const route = [routes.body.data[0]!.id, 'twilio-00000000'] as const;
  const messages = [message, `${MISSING}.0000`] as const;
  const key = await make('api-keys', { name: 'one', environment: 'test', scopes: ['messages:read'] });
  const user = await make('users', { username: 'grace', password: GOOD, role: 'viewer' });
  const issuer = await make('issuers', {
    name: 'Ours',
    issuer: 'https://ours.example',
    algorithm: 'HS256',
    secret: 'one long secret that nobody else would think of',
  });
  const sender = { method: 'PUT', path: '/api/v1/senders/Ours', body: { routes: [route[0]] } };
  expect((await call<Json>('PUT', sender.path, { headers: admin, body: sender.body })).status).toBe(200);
  const sessions = await call<{ data: { id: string }[] }>('GET', '/api/v1/auth/sessions');
  const body = { number: scene.numbers.take(1)[0]! };
  const optOut = (await call<{ id: string }>('POST', '/api/v1/opt-outs', { body })).body.id;
  const priced = { route: route[0], price_micros: 7_500, currency: 'USD' };
  const price = (await call<{ id: string }>('POST', '/api/v1/prices', { body: priced })).body.id;
  const text = { key: 'ours', contents: { en: 'Your code is {CODE}.' } };
  const template = await make('templates', text);
  await call('POST', `/api/v1/templates/${template}/approve`, { headers: admin });
  const pool = await make('agent-pools', { name: 'ours' });
  const phone = await registerPhone();
  const [person] = scene.numbers.take(1) as [string];
  await scene.reaches(await scene.accepted({ to: person, text: 'Who are you?' }), 'DELIVERED', 'SENT');
  await scene.sandbox.call('POST', `phones/${encodeURIComponent(person)}/reply`, { text: 'Nobody' });
  const conversations = await call<{ data: { id: string }[] }>('GET', '/api/v1/conversations');
  return {
    auth: [sessions.body.data[0]!.id, MISSING],
    'opt-outs': [optOut, MISSING],
    conversations: [conversations.body.data[0]!.id, 'A'.repeat(22)],
    messages,
    requests: [message.slice(0, 26), MISSING],
    'dead-letters': messages,
    routes: route,
    'vendor-accounts': route,
    'agent-pools': [pool, `pool-${MISSING}`],
    agents: [phone, `phone-${MISSING}`],
    senders: ['Ours', 'Nobodys'],
    templates: [template, MISSING],
    prices: [price, `${route[1]}.sms.-.-.-`],
    tenants: [target.tenant, 'zzzzzzzz'],
    'api-keys': [key, 'zzzzzzzzzzzz'],
    users: [user, MISSING],
    issuers: [issuer, MISSING],
  };
}

/** It registers as a phone does, through the gateway. */
async function registerPhone(): Promise<string> {
  const { code } = (await call<{ code: string }>('POST', '/api/v1/agents/enrolment-codes', { body: { pool: 'ours' } }))
    .body;
  const body = { device_id: 'ours', label: 'Ours', enrolment_code: code };
  const answer = await call<{ agent_id: string }>('POST', '/api/v1/agent/register', { headers: {}, body });
  expect(answer.status).toBe(201);
  return answer.body.agent_id;
}

/** Their last part is no id of a thing: an environment, a vendor's secret, a file. */
const WITHOUT_IDS = /^\/(?:api\/v1\/routing-policies\/\{environment\}|callbacks|swagger)/;

async function asks(operation: Operation, id: string): Promise<Pick<Answer, 'status' | 'body'>> {
  const path = operation.path
    .replace(/\{\w+\}/, id)
    .replace('{vendor}', 'twilio')
    .replaceAll(/\{\w+\}/g, MISSING);
  const [example] = Object.values(operation.requestBody?.content['application/json']?.examples ?? {});
  const headers = {
    ...owner,
    ...(operation.method === 'PUT' || operation.method === 'PATCH' ? { 'if-match': '*' } : {}),
  };
  const { status, body } = await call<Json>(operation.method, path, { headers, body: example?.value });
  const { trace_id, ...said } = body;
  return { status, body: JSON.parse(JSON.stringify(said).replaceAll(id, '<id>')) as Record<string, unknown> };
}

test('every call with the id of another tenant answers as with one that does not exist, and changes nothing', async () => {
  const operations = operationsOf(document).filter(({ path }) => path.includes('{') && !WITHOUT_IDS.test(path));
  const before = await thingsOfTheFirst();
  for (const operation of operations) {
    const case_ = ids[resourceOf(operation)];
    if (!case_) throw new Error(`${operation.path} has no case here: name an id of the first tenant.`);
    const [foreign, missing] = [await asks(operation, case_[0]), await asks(operation, case_[1])];

    expect([operation.operationId, foreign]).toEqual([operation.operationId, missing]);
    if (operation.operationId !== 'saveSender')
      expect([operation.operationId, foreign.status]).toEqual([operation.operationId, 404]);
  }
  expect(operations.length).toBeGreaterThan(25);
  expect(await thingsOfTheFirst()).toEqual(before);
}, 60_000);

/** The third part of a native path; in a front door's the part before the id. */
function resourceOf({ path }: Operation): string {
  const parts = path.split('/');
  return (path.startsWith('/api/v1/') ? parts[3] : parts[parts.findIndex((part) => part.startsWith('{')) - 1]) ?? '';
}

async function thingsOfTheFirst(): Promise<unknown> {
  const paths = [
    'messages',
    'routes',
    'senders',
    'templates',
    'tenants',
    'api-keys',
    'users',
    'issuers',
    'agents',
    'agent-pools',
  ].map((of) => `${of}/${ids[of]![0]}`);
  const read = async (path: string) => (await call<Json>('GET', `/api/v1/${path}`, { headers: admin })).body;
  const [message, ...rest] = await Promise.all(paths.map(read));
  return [message!.text, ...rest];
}

test('no query of a tenant’s documents lacks the tenant', async () => {
  const key = await make('api-keys', { name: 'two', environment: 'test', scopes: ['messages:send', 'messages:read'] });
  const seen = await commandsDuring(scene.ledger.db, async () => {
    const numbers = scene.numbers.take(30);
    await scene.sendBatch(numbers.map((to) => ({ to, text: 'Seen' })));
    await scene.accepted({ to: scene.numbers.take(1)[0]!, template: 'ours', variables: { CODE: '1' } });
    await call<Json>('PATCH', '/api/v1/templates/ours', { headers: admin, body: { contents: { en: '{CODE}' } } });
    const id = await scene.accepted({ to: scene.numbers.take(1)[0]!, text: 'Later', send_at: inAnHour() });
    await call<Json>('POST', `/api/v1/messages/${id}/cancel`);
    for (const path of READ)
      expect([path, (await call<Json>('GET', `/api/v1/${path}`, { headers: admin })).status]).toEqual([path, 200]);
    await call<Json>('PATCH', `/api/v1/routes/${ids.routes![0]}`, { headers: admin, body: { order: 5 } });
    await call<Json>('POST', `/api/v1/api-keys/${key}/rotate`, { headers: admin });
    await call<Json>('DELETE', `/api/v1/api-keys/${key}`, { headers: admin });
    await until('all are sent', async () => (await scene.ledger.countMessages({ status: 'PENDING' })) === 0, {
      withinMs: 30_000,
      everyMs: 200,
    });
  });

  expect(seen.length).toBeGreaterThan(50);
  expect(queriesWithoutTenant(seen as readonly Query[])).toEqual([]);
}, 90_000);

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const READ = [
  'messages',
  'requests',
  'opt-outs',
  'inbound-messages',
  'conversations',
  'issuers',
  'audit-log',
  'auth/sessions',
  'routes',
  'senders',
  'templates',
  'templates/ours/versions',
  'messages?template=ours',
  'prices',
  'vendor-accounts',
  'agents',
  'agent-pools',
  'messages?agent=phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E',
  'dead-letters',
  'dead-letters/stats',
  'users',
  'api-keys',
  'tenants',
  'limits',
  'routing-policies',
];

const statusAt = async (at: number, headers: Headers): Promise<number> =>
  (await call<Json>('GET', '/api/v1/auth/me', { headers, at })).status;

/** On every gateway: first let in, and refused within five seconds of the change. */
async function isRefusedAfter(headers: Headers, change: () => Promise<Answer>): Promise<void> {
  for (const at of target.gateways.keys()) expect(await statusAt(at, headers)).toBe(200);
  const { status } = await change();
  expect(status).toBeLessThan(300);
  const began = performance.now();
  for (const at of target.gateways.keys())
    await until('it is refused', async () => (await statusAt(at, headers)) === 401, { withinMs: 10_000, everyMs: 50 });
  expect(performance.now() - began).toBeLessThan(5_500);
}

async function newKey(headers = admin): Promise<{ id: string; credential: Headers }> {
  const body = { name: 'three', environment: 'test', scopes: ['messages:read'] };
  const answer = await call<{ id: string; key: string }>('POST', '/api/v1/api-keys', { headers, body });
  return { id: answer.body.id, credential: { 'x-api-key': answer.body.key } };
}

test('P27 a revoked key is refused on every gateway within 5 seconds', async () => {
  const { id, credential } = await newKey();

  await isRefusedAfter(credential, () => call<Json>('DELETE', `/api/v1/api-keys/${id}`, { headers: admin }));
}, 40_000);

test('P27 a revoked key is refused on every gateway within 5 seconds while NATS does not answer', async () => {
  const { id, credential } = await newKey();
  const nats = target.pids['nats-server']!;

  await freeze(nats);
  try {
    await isRefusedAfter(credential, () => call<Json>('DELETE', `/api/v1/api-keys/${id}`, { headers: admin }));
  } finally {
    process.kill(nats, 'SIGCONT');
  }
}, 40_000);

test('P27 a disabled user is refused on every gateway within 5 seconds', async () => {
  const id = await make('users', { username: 'leaver', password: GOOD, role: 'viewer' });
  const bearer = await bearerOf('leaver', GOOD);

  const change = { headers: admin, body: { active: false } };
  await isRefusedAfter(bearer, () => call<Json>('PATCH', `/api/v1/users/${id}`, change));
}, 40_000);

test('P27 the key and the owner of a disabled tenant are refused on every gateway within 5 seconds', async () => {
  const { credential } = await newKey(owner);
  for (const at of target.gateways.keys()) expect(await statusAt(at, credential)).toBe(200);

  const change = { headers: { ...admin, 'if-match': '*' }, body: { active: false } };
  await isRefusedAfter(owner, () => call<Json>('PATCH', `/api/v1/tenants/${theirs}`, change));
  for (const at of target.gateways.keys()) expect(await statusAt(at, credential)).toBe(401);
}, 40_000);
