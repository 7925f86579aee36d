// Real: two gateways, HTTP, MongoDB, NATS, argon2.
import type { SessionDocument } from '../../src/outbound/mongo/documents.ts';
import { GatewayUnderTest, PASSWORD, TENANT, type Answer } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';

const GOOD = 'seven brown foxes by the river';
const HOUR_MS = 3_600_000;

let gateway: GatewayUnderTest;
let replica: string;
let admin: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ TRUSTED_PROXIES: '127.0.0.1' });
  replica = await gateway.startReplica();
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
});
afterAll(() => gateway.close());

type Headers = Readonly<Record<string, string>>;
const ours = (): Headers => ({ origin: gateway.url, 'x-postrider-console': '1' });
const start = (body: unknown = { username: 'admin', password: PASSWORD }, headers: Headers = ours()): Promise<Answer> =>
  gateway.call('/api/v1/auth/session', { method: 'POST', headers, body });
const cookieIn = (answer: Answer): string => answer.headers.getSetCookie()[0]!.split(';')[0]!;
const logIn = async (username = 'admin', password = PASSWORD): Promise<string> =>
  cookieIn(await start({ username, password }));
const me = (cookie: string, headers: Headers = {}): Promise<Answer> =>
  gateway.call('/api/v1/auth/me', { headers: { cookie, ...headers } });
const statusAt = async (url: string, cookie: string): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers: { cookie } })).status;
const sessions = () => gateway.mongo.session.collection<SessionDocument>('user_sessions');
const idOf = (cookie: string): string => cookie.split('=')[1]!.split('.')[0]!;
const codeOf = ({ status, body: { code } }: Answer) => ({ status, code });

let made = 0;
async function addUser(role = 'viewer'): Promise<{ readonly id: string; readonly name: string }> {
  const name = `user-${++made}`;
  const body = { username: name, password: GOOD, role };
  const answer = await gateway.call('/api/v1/users', { method: 'POST', headers: admin, body });
  return { id: String(answer.body.id), name };
}

async function refusedSoon(cookie: string): Promise<void> {
  const begun = performance.now();
  for (const url of [gateway.url, replica])
    while ((await statusAt(url, cookie)) !== 401) expect(performance.now() - begun).toBeLessThan(5_000);
}

test('a log-in sets a cookie that scripts and other sites cannot use, and that calls are made with', async () => {
  const answer = await start();

  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    id: expect.any(String),
    kind: 'console',
    current: true,
    started_at: expect.any(String),
    last_used_at: expect.any(String),
    expires_at: expect.any(String),
  });
  const [set] = answer.headers.getSetCookie();
  expect(set).toMatch(/^postrider_session=[\w.-]{70}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const cookie = cookieIn(answer);
  expect((await me(cookie)).body).toMatchObject({ kind: 'user', username: 'admin', role: 'owner', tenant: TENANT });
  expect(await statusAt(replica, cookie)).toBe(200);
  const stored = JSON.stringify(await sessions().find().toArray());
  expect(stored).not.toContain(cookie.split('.')[1]);
  expect(await gateway.audited({ action: 'auth.login', outcome: 'allowed' })).not.toEqual([]);
});

test('over https the cookie is secure and of this host alone, and only that one counts', async () => {
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'sms.example' };
  const headers = { ...ours(), origin: 'https://sms.example', ...proxied };
  const answer = await start(undefined, headers);

  expect(answer.headers.getSetCookie()[0]).toMatch(
    /^__Host-postrider_session=[\w.-]{70}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure$/,
  );
  const cookie = cookieIn(answer);
  expect((await me(cookie, proxied)).status).toBe(200);
  expect((await me(cookie.replace('__Host-', ''), proxied)).status).toBe(401);
});

const FOREIGN: readonly (readonly [string, Headers])[] = [
  ['without the header of the console', { 'x-postrider-console': '' }],
  ['from another origin', { origin: 'https://evil.example' }],
  ['from another port', { origin: 'http://127.0.0.1:1' }],
  ['from an opaque origin', { origin: 'null' }],
  ['that the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
  ['from a sister host', { 'sec-fetch-site': 'same-site' }],
];

test.each(FOREIGN)('a change %s is refused, and changes nothing', async (_, headers) => {
  const cookie = await logIn();
  const before = await sessions().countDocuments();
  const given = { ...ours(), ...headers };
  const refused = { status: 403, code: 'cross_site_request' };

  const body = { to: '+12025550123', text: 'hi' };
  expect(codeOf(await gateway.send(body, { cookie, ...given, 'x-api-key': '' }))).toMatchObject({ status: 400 });
  const call = (method: string, path: string, sent?: unknown) =>
    gateway.call(`/api/v1/${path}`, { method, headers: { cookie, ...given }, body: sent });
  expect(codeOf(await call('POST', 'messages', body))).toEqual(refused);
  expect(codeOf(await call('PATCH', 'tenant', { destinations: ['*'] }))).toEqual(refused);
  expect(codeOf(await call('DELETE', 'auth/session'))).toEqual(refused);
  expect(codeOf(await start(undefined, given))).toEqual(refused);
  expect(await sessions().countDocuments()).toBe(before);
  expect(gateway.canned.calls).toEqual([]);
  expect((await me(cookie)).status).toBe(200);
});

test('a change without an Origin is refused', async () => {
  const { origin: _, ...rest } = ours();

  expect(codeOf(await start(undefined, rest))).toEqual({ status: 403, code: 'cross_site_request' });
});

test('a change from our own page is made, and must be JSON', async () => {
  const cookie = await logIn();
  const call = (type: string) =>
    gateway.call('/api/v1/numbers/validate', {
      method: 'POST',
      headers: { cookie, ...ours(), 'content-type': type },
      body: JSON.stringify({ numbers: ['+12025550123'] }),
    });

  expect((await call('application/json')).status).toBe(200);
  expect((await call('text/plain')).body.code).toBe('unsupported_media_type');
});

test('a session renews no lasting token, whose calls would show what a session masks', async () => {
  const { id } = await addUser();
  const cookie = await logIn();

  for (const user of ['1', id]) {
    const call = { method: 'POST', headers: { cookie, ...ours() } };
    expect(codeOf(await gateway.call(`/api/v1/users/${user}/token`, call))).toEqual({
      status: 403,
      code: 'insufficient_scope',
    });
  }
});

test('B02 a cookie beside another credential is ambiguous, and so are two cookies', async () => {
  const cookie = await logIn();
  const ambiguous = { status: 400, code: 'ambiguous_credentials' };

  expect(codeOf(await me(cookie, { 'x-api-key': gateway.seededKey.key }))).toEqual(ambiguous);
  expect(codeOf(await me(cookie, admin))).toEqual(ambiguous);
  expect(codeOf(await me(`${cookie}; ${cookie}`))).toEqual(ambiguous);
  const lines = `GET /api/v1/auth/me HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: ${cookie}\r\n`;
  const twice = await rawHttp(gateway.url, `${lines}cookie: ${cookie}\r\nconnection: close\r\n\r\n`);
  expect(twice.status).toBe(400);
});

test('other cookies do not matter, and a cookie that was made up is refused and audited', async () => {
  const cookie = await logIn();
  const other = await logIn();
  const [name, value] = cookie.split('=') as [string, string];
  const [, mac] = other.split('.');

  expect((await me(`theme=dark; ${cookie}; lang=en`)).status).toBe(200);
  expect((await me(cookie, { 'x-api-key': '' })).status).toBe(400);
  const before = (await gateway.audited({ reason: 'forged' })).length;
  const forged = [`${name}=`, `${name}=x`, `${name}=${value.split('.')[0]}.${mac}`, `${cookie}x`];
  for (const each of forged) expect(codeOf(await me(each))).toEqual({ status: 401, code: 'unauthenticated' });
  expect((await gateway.audited({ reason: 'forged' })).length).toBe(before + forged.length);
});

test('a log-out ends the session on every gateway and removes the cookie', async () => {
  const cookie = await logIn();
  const headers = { cookie, ...ours() };

  const answer = await gateway.call('/api/v1/auth/session', { method: 'DELETE', headers });

  expect(answer.status).toBe(204);
  expect(answer.headers.getSetCookie()).toEqual(['postrider_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
  await refusedSoon(cookie);
  expect(codeOf(await gateway.call('/api/v1/auth/session', { method: 'DELETE', headers: admin }))).toEqual({
    status: 404,
    code: 'not_found',
  });
});

test('a user lists their own open sessions and ends one', async () => {
  const { name } = await addUser();
  const [one, two] = [await logIn(name, GOOD), await logIn(name, GOOD)];
  const access = { authorization: `Bearer ${await gateway.logIn(name, GOOD)}` };
  const list = async (headers: Headers) =>
    (await gateway.call('/api/v1/auth/sessions', { headers })).body.data as readonly Readonly<
      Record<string, unknown>
    >[];

  expect(await list({ cookie: one })).toMatchObject([
    { id: idOf(one), kind: 'console', current: true },
    { id: idOf(two), kind: 'console', current: false },
    { kind: 'tokens', current: false },
  ]);
  const end = (id: string, headers: Headers) =>
    gateway.call(`/api/v1/auth/sessions/${id}`, { method: 'DELETE', headers });
  expect((await end(idOf(two), { cookie: one, ...ours() })).status).toBe(204);
  await refusedSoon(two);
  expect((await end(idOf(two), access)).status).toBe(404);
  expect((await end(idOf(one), admin)).status).toBe(404);
  expect(await list(access)).toHaveLength(2);
  expect(await list({ 'x-api-key': gateway.seededKey.key })).toEqual([]);
  expect((await me(one)).status).toBe(200);
});

test.each([
  ['set to another password', 'PUT', '/password', { password: `${GOOD} again` }],
  ['disabled', 'PATCH', '', { active: false }],
  ['given another role', 'PATCH', '', { role: 'operator' }],
  ['deleted', 'DELETE', '', undefined],
] as const)('every session of a user who is %s ends within 5 s', async (_, method, path, body) => {
  const { id, name } = await addUser();
  const cookies = [await logIn(name, GOOD), await logIn(name, GOOD)];
  for (const cookie of cookies) expect(await statusAt(replica, cookie)).toBe(200);

  const answer = await gateway.call(`/api/v1/users/${id}${path}`, { method, headers: admin, body });

  expect(answer.status).toBeLessThan(300);
  for (const cookie of cookies) await refusedSoon(cookie);
});

test('a session that is used lasts on, but never over its latest end', async () => {
  const cookie = await logIn();
  const at = (ms: number): Date => new Date(Date.now() + ms);
  const expiry = async (): Promise<number> =>
    ((await sessions().findOne({ _id: idOf(cookie) }))!.expires_at.getTime() - Date.now()) / HOUR_MS;
  expect(await expiry()).toBeCloseTo(1, 1);
  await sessions().updateOne({ _id: idOf(cookie) }, { $set: { expires_at: at(HOUR_MS / 2) } });

  while ((await expiry()) < 0.9) expect((await me(cookie)).status).toBe(200);

  const late = await logIn();
  await sessions().updateOne({ _id: idOf(late) }, { $set: { expires_at: at(HOUR_MS / 4), ends_at: at(HOUR_MS / 2) } });
  const found = async () => (await sessions().findOne({ _id: idOf(late) }))!;
  while ((await found()).expires_at.getTime() !== (await found()).ends_at!.getTime())
    expect((await me(late)).status).toBe(200);

  await sessions().updateOne({ _id: idOf(late) }, { $set: { expires_at: at(-1) } });
  await refusedSoon(late);
});

test('a cookie is good for the native API alone', async () => {
  const cookie = await logIn();

  expect((await gateway.call('/openapi.json', { headers: { cookie, 'x-api-key': 'x' } })).status).toBe(200);
});

test('B64 failures count with those of the other log-in', async () => {
  const { name } = await addUser();
  const statuses: number[] = [];
  for (let n = 0; n < 12; n++)
    statuses.push(
      n % 2 === 0
        ? (await start({ username: name, password: 'wrong' })).status
        : (await gateway.call('/api/v1/auth/login', { method: 'POST', body: { username: name, password: 'wrong' } }))
            .status,
    );

  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(statuses).toContain(429);
});

test.each([
  ['an empty body', {}],
  ['a list as a password', { username: 'admin', password: ['x'] }],
  ['an unknown field', { username: 'admin', password: 'x', remember: true }],
])('%s is 400', async (_, body) => {
  expect((await start(body)).status).toBe(400);
});
