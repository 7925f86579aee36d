// Real: two gateways, HTTP, MongoDB, NATS, argon2.
import { newRequestId } from '#libs/kernel';
import { logIn as startSession } from '../../src/application/users/log-in.ts';
import { TokenBucket } from '../../src/domain/token-bucket.ts';
import type { SessionDocument } from '../../src/outbound/mongo/documents.ts';
import { MongoSessions } from '../../src/outbound/mongo/sessions.repository.ts';
import { MongoTenants } from '../../src/outbound/mongo/tenants.repository.ts';
import { MongoUsers } from '../../src/outbound/mongo/users.repository.ts';
import { GatewayUnderTest, PASSWORD, TENANT, type Answer } from './gateway-under-test.ts';

const GOOD = 'seven brown foxes by the river';

let gateway: GatewayUnderTest;
let replica: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica();
});
afterAll(() => gateway.close());

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}
const post = (path: string, body: unknown): Promise<Answer> =>
  gateway.call(`/api/v1/auth/${path}`, { method: 'POST', body });
const logIn = async (username = 'admin', password = PASSWORD): Promise<Tokens> =>
  (await post('login', { username, password })).body as unknown as Tokens;
const refresh = (refresh_token: string): Promise<Answer> => post('refresh', { refresh_token });
const sessions = () => gateway.mongo.session.collection<SessionDocument>('user_sessions');
const idOf = ({ refresh_token }: Tokens): string => refresh_token.split('_')[1]!;
const statusOf = async ({ access_token }: Tokens): Promise<number> =>
  (await gateway.call('/api/v1/auth/me', { headers: { authorization: `Bearer ${access_token}` } })).status;
const passGrace = ({ refresh_token }: Tokens) =>
  sessions().updateOne(
    { _id: refresh_token.split('_')[1]! },
    { $set: { refreshed_at: new Date(Date.now() - 11_000) } },
  );

test('a refresh gives the next tokens, again and again, and nothing of a token is stored', async () => {
  let tokens = await logIn();
  for (let time = 0; time < 3; time++) {
    const { status, body } = await refresh(tokens.refresh_token);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: expect.stringMatching(new RegExp(`^rt_${idOf(tokens)}_${time + 2}_`)),
    });
    await passGrace(tokens);
    tokens = body as unknown as Tokens;
    expect(await statusOf(tokens)).toBe(200);
  }
  const [, , , mac] = tokens.refresh_token.split('_');
  expect(JSON.stringify(await sessions().find().toArray())).not.toContain(mac);
});

test('B65 a refresh token that was used before ends the session, and is audited', async () => {
  const first = await logIn();
  const second = (await refresh(first.refresh_token)).body as unknown as Tokens;
  await passGrace(first);

  expect((await refresh(first.refresh_token)).body.code).toBe('unauthenticated');
  expect((await refresh(second.refresh_token)).status).toBe(401);
  expect(await gateway.audited({ action: 'auth.refresh', outcome: 'denied' })).toMatchObject([{ reason: 'reused' }]);
});

test('B65 twenty calls with one token, at two gateways at once, get the same next token', async () => {
  const { refresh_token } = await logIn();
  const at = async (url: string): Promise<Tokens> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ refresh_token });
    return (await (await fetch(`${url}/api/v1/auth/refresh`, { method: 'POST', headers, body })).json()) as Tokens;
  };
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => at(n % 2 === 0 ? gateway.url : replica)));

  expect(new Set(all.map((tokens) => tokens.refresh_token)).size).toBe(1);
  expect((await refresh(all[0]!.refresh_token)).status).toBe(200);
});

test('after a log-out the session cannot be refreshed, and a second log-out changes nothing', async () => {
  const tokens = await logIn();

  for (let time = 0; time < 2; time++)
    expect((await post('logout', { refresh_token: tokens.refresh_token })).status).toBe(204);
  expect((await refresh(tokens.refresh_token)).status).toBe(401);
});

test('a session that has ended cannot be refreshed', async () => {
  const tokens = await logIn();
  await sessions().updateOne({ _id: idOf(tokens) }, { $set: { expires_at: new Date(Date.now() - 1) } });

  expect((await refresh(tokens.refresh_token)).status).toBe(401);
});

test.each([
  ['set to another password', 'PUT', '/password', { password: `${GOOD} again` }],
  ['disabled', 'PATCH', '', { active: false }],
  ['given another role', 'PATCH', '', { role: 'operator' }],
  ['deleted', 'DELETE', '', undefined],
] as const)('a user who is %s is logged out everywhere', async (_, method, path, body) => {
  const headers = { authorization: `Bearer ${(await logIn()).access_token}` };
  const username = `user-${newRequestId().toLowerCase()}`;
  const wanted = { username, password: GOOD, role: 'viewer' };
  const made = await gateway.call('/api/v1/users', { method: 'POST', headers, body: wanted });
  const tokens = await logIn(username, GOOD);

  const id = String(made.body.id);
  expect((await gateway.call(`/api/v1/users/${id}${path}`, { method, headers, body })).status).toBeLessThan(300);
  expect((await refresh(tokens.refresh_token)).status).toBe(401);
});

test.each([
  ['whose password is changed', { passwordHash: 'another' }],
  ['who is disabled', { active: false }],
])('a log-in of a user %s meanwhile starts no session', async (_, change) => {
  const of = { tenant: TENANT, passwordHash: 'one', role: 'viewer', active: true } as const;
  const user = { ...of, id: newRequestId(), username: newRequestId().toLowerCase() };
  const users = new MongoUsers(gateway.mongo.session);
  const started = new MongoSessions(gateway.mongo.session, 60_000);
  await users.add({ ...user, createdBy: 'spec' });
  const meanwhile = async (): Promise<boolean> => {
    await users.change(TENANT, user.id, change);
    await started.revokeAll(TENANT, user.id);
    return true;
  };
  const ports = {
    users,
    sessions: started,
    tenants: new MongoTenants(gateway.mongo.session),
    passwords: { verify: meanwhile, hash: async () => '' },
    failures: {
      waitMs: async () => 0,
      add: async () => undefined,
      clear: async () => undefined,
      knows: async () => false,
      remember: async () => undefined,
    },
    tokens: { issue: async () => '', lifeSeconds: 900 },
    refreshTokens: { make: () => '', read: () => undefined },
    audit: { record: async () => undefined },
    bucket: new TokenBucket({ burst: 1, perSecond: 1 }, 0),
  };

  await expect(startSession(ports, { username: user.username, password: 'one' }, '192.0.2.1')).rejects.toMatchObject({
    code: 'unauthenticated',
  });
  expect(await sessions().countDocuments({ user: user.id, revoked_at: { $exists: false } })).toBe(0);
});

test('a token that was changed or made up is refused as an unknown one is', async () => {
  const { refresh_token } = await logIn();
  const [prefix, id, , mac] = refresh_token.split('_') as [string, string, string, string];
  const forged = [
    `${prefix}_${id}_2_${mac}`,
    `${prefix}_01JD3C4V5W6X7Y8Z9A0B1C2D3E_1_${mac}`,
    refresh_token.slice(0, -1),
    `${refresh_token.slice(0, -1)}${refresh_token.endsWith('A') ? 'B' : 'A'}`,
    'x',
  ];

  const { text } = await refresh('rt_unknown');
  const detail = (JSON.parse(text) as { detail: string }).detail;
  for (const token of forged) {
    const { status, body } = await refresh(token);
    expect([status, body.detail]).toEqual([401, detail]);
  }
  expect((await refresh(refresh_token)).status).toBe(200);
});

test('B08 a refresh token is no access token, and an access token no refresh token', async () => {
  const { access_token, refresh_token } = await logIn();

  expect(await statusOf({ access_token: refresh_token, refresh_token })).toBe(401);
  expect((await refresh(access_token)).status).toBe(401);
});

test.each([
  ['without a token', {}],
  ['with an empty token', { refresh_token: '' }],
  ['with a list', { refresh_token: ['x'] }],
  ['with a token of 4,097 characters', { refresh_token: 'x'.repeat(4_097) }],
  ['with an unknown field', { token: 'x' }],
])('a body %s is refused', async (_, body) => {
  expect((await post('refresh', body)).status).toBe(400);
  expect((await post('logout', body)).status).toBe(400);
});
