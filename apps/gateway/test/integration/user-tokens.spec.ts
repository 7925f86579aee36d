// Real: two gateways, HTTP, MongoDB, NATS, argon2.
import { formatUserToken, parseUserToken } from '#libs/kernel';
import { Tenants } from '../../src/application/tenants/ports.ts';
import { LoginFailures, Passwords, Users, UserTokens } from '../../src/application/users/ports.ts';
import { logInForToken } from '../../src/application/users/user-token.ts';
import { AuditLog } from '../../src/application/audit/ports.ts';
import { scopesOf } from '../../src/domain/principal.ts';
import { TokenBucket } from '../../src/domain/token-bucket.ts';
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';

const GOOD = 'seven brown foxes by the river';

let gateway: GatewayUnderTest;
let replica: string;
let admin: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica();
  admin = bearer(await gateway.logIn());
});
afterAll(() => gateway.close());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const me = (token: string, headers = {}): Promise<Answer> =>
  gateway.call('/api/v1/auth/me', { headers: { ...bearer(token), ...headers } });
const statusAt = async (url: string, token: string): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers: bearer(token) })).status;
const renew = (id: string, headers: Readonly<Record<string, string>> = admin): Promise<Answer> =>
  gateway.call(`/api/v1/users/${id}/token`, { method: 'POST', headers });
const tokenIn = ({ body }: Answer): string => String(body.token);

let made = 0;
async function addUser(role: string): Promise<{ readonly id: string; readonly number: number; readonly name: string }> {
  const username = `user-${++made}`;
  const body = { username, password: GOOD, role };
  const answer = await gateway.call('/api/v1/users', { method: 'POST', headers: admin, body });
  return { id: String(answer.body.id), number: Number(answer.body.number), name: username };
}

test('a renewed token is valid for its user, with the role of the user and in both environments', async () => {
  const { id, number, name } = await addUser('viewer');

  const answer = await renew(String(number));

  expect(answer).toMatchObject({ status: 200, body: { user_id: id, token: expect.stringMatching(/^sms_user_/) } });
  expect((await me(tokenIn(answer))).body).toEqual({
    kind: 'user',
    id,
    tenant: TENANT,
    username: name,
    role: 'viewer',
    scopes: scopesOf({ role: 'viewer' }),
  });
  expect((await me(tokenIn(answer), { 'postrider-environment': 'test' })).body.environment).toBe('test');
  const users = await gateway.mongo.session.db.collection('users').find().toArray();
  expect(JSON.stringify(users)).not.toContain(parseUserToken(tokenIn(answer))!.secret);
  expect(await gateway.audited({ action: 'user.token', target: String(number) })).toMatchObject([
    { outcome: 'allowed' },
  ]);
});

test('once a renewal is answered, every gateway refuses the token of before', async () => {
  const { id } = await addUser('viewer');
  let token = tokenIn(await renew(id));

  for (let time = 0; time < 3; time++) {
    expect([await statusAt(gateway.url, token), await statusAt(replica, token)]).toEqual([200, 200]);
    const next = tokenIn(await renew(id));
    expect([await statusAt(gateway.url, token), await statusAt(replica, token)]).toEqual([401, 401]);
    token = next;
  }
  expect(await gateway.audited({ actor: `user:${id}`, reason: 'revoked' })).toHaveLength(6);
});

test('once another password is set, every gateway refuses the token of before', async () => {
  const { id, name } = await addUser('viewer');
  const token = tokenIn(await renew(id));
  expect([await statusAt(gateway.url, token), await statusAt(replica, token)]).toEqual([200, 200]);

  const body = { password: `${GOOD} ${name.length} times` };
  expect((await gateway.call(`/api/v1/users/${id}/password`, { method: 'PUT', headers: admin, body })).status).toBe(
    204,
  );

  expect([await statusAt(gateway.url, token), await statusAt(replica, token)]).toEqual([401, 401]);
});

test('a log-in gives the same token each time, until it is renewed', async () => {
  const { id, name } = await addUser('viewer');
  const app = gateway.app();
  const ports = {
    users: app.get(Users),
    tenants: app.get(Tenants),
    userTokens: app.get(UserTokens),
    failures: app.get(LoginFailures),
    passwords: app.get(Passwords),
    audit: app.get(AuditLog),
    bucket: app.get(TokenBucket),
  };
  const logIn = async (password = GOOD): Promise<string> =>
    (await logInForToken(ports, { username: name, password }, '192.0.2.1')).token;

  const first = await logIn();
  expect(await logIn()).toBe(first);
  expect((await me(first)).body.id).toBe(id);

  const next = tokenIn(await renew(id));
  expect(next).not.toBe(first);
  expect(await logIn()).toBe(next);
  await expect(logIn('wrong')).rejects.toMatchObject({ code: 'unauthenticated' });
});

test("a user renews their own token with it, and nobody else's", async () => {
  const [one, other] = [await addUser('operator'), await addUser('viewer')];
  const own = bearer(tokenIn(await renew(one.id)));

  expect((await renew(other.id, own)).body.code).toBe('insufficient_scope');
  expect((await renew('999', own)).body.code).toBe('insufficient_scope');
  const next = await renew(one.id, own);
  expect(next.status).toBe(200);
  expect((await me(tokenIn(next))).status).toBe(200);
});

test('an admin renews no token of an owner, and a key only of users who may not do more', async () => {
  const owner = String((await me(await gateway.logIn())).body.id);
  const { id } = await addUser('admin');
  const { key } = await gateway.addKey({ scopes: ['users:write'] });

  expect((await renew(owner, bearer(tokenIn(await renew(id))))).body.code).toBe('insufficient_scope');
  expect((await renew(id, { 'x-api-key': key })).body.code).toBe('insufficient_scope');
  expect((await renew('01JD3C4V5W6X7Y8Z9A0B1C2D3E')).status).toBe(404);
});

test.each([
  ['disabled', 'PATCH', { active: false }],
  ['deleted', 'DELETE', undefined],
] as const)('the token of a user who is %s is refused within 5 s', async (_, method, body) => {
  const { id } = await addUser('viewer');
  const token = tokenIn(await renew(id));
  expect(await statusAt(replica, token)).toBe(200);

  await gateway.call(`/api/v1/users/${id}`, { method, headers: admin, body });

  const begun = performance.now();
  while ((await statusAt(replica, token)) !== 401) expect(performance.now() - begun).toBeLessThan(5_000);
});

test('B04 a token with a wrong checksum is refused, and one that was made up is audited', async () => {
  const { id } = await addUser('viewer');
  const token = tokenIn(await renew(id));
  const { secret: _, ...named } = parseUserToken(token)!;
  const secret = 'A'.repeat(43);
  const before = (await gateway.audited({ reason: 'forged' })).length;

  for (const forged of [
    `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
    formatUserToken({ ...named, secret }),
    formatUserToken({ ...parseUserToken(token)!, generation: named.generation + 1 }),
    'sms_user_',
  ])
    expect((await me(forged)).body.code).toBe('unauthenticated');
  expect((await gateway.audited({ reason: 'forged' })).length).toBe(before + 4);
  expect((await me(token)).status).toBe(200);
});

test('B03 a token in the URL is refused', async () => {
  const token = tokenIn(await renew((await addUser('viewer')).id));

  expect((await gateway.call(`/api/v1/auth/me?t=${token}`, { headers: bearer(token) })).status).toBe(401);
});
