// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { generateKeyPairSync, sign } from 'node:crypto';
import { newApiKey } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { SCOPES, scopesOf } from '../../src/domain/principal.ts';
import type { ApiKeyDocument, UserDocument } from '../../src/outbound/mongo/documents.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';
import { inSeconds, tokenOf, unsignedToken } from './tokens.ts';

let gateway: GatewayUnderTest;
let admin: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  const users = gateway.mongo.session.collection<UserDocument>('users');
  admin = (await users.findOne({ username: 'admin' }))!._id;
});
afterAll(() => gateway.close());

const ME = '/api/v1/auth/me';
const GOOD = { to: '+12025550123', text: 'Hello' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const withHeaders = (headers: Record<string, string>) => gateway.call(ME, { headers });

const PROTECTED = [
  ['POST', '/api/v1/messages'],
  ['POST', '/api/v1/messages/batch'],
  ['GET', '/api/v1/messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000'],
  ['GET', '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E'],
  ['GET', ME],
] as const;

test.each(PROTECTED)('B01 %s %s without a credential is 401 and says how to authenticate', async (method, path) => {
  const answer = await gateway.call(path, { method, ...(method === 'POST' && { body: GOOD }) });

  expect(answer.status).toBe(401);
  expect(answer.body).toMatchObject({ code: 'unauthenticated', status: 401 });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="postrider"');
  expect(gateway.canned.calls).toEqual([]);
});

test.each(['Basic YWRtaW46YWRtaW4=', 'Bearer', 'Bearer ', 'Token abc', 'bearer a b'])(
  'B01 "%s" is not a credential',
  async (authorization) => {
    expect((await withHeaders({ authorization })).status).toBe(401);
  },
);

test('a key is accepted in either header', async () => {
  const { key, keyId } = gateway.seededKey;

  expect((await withHeaders({ 'x-api-key': key })).body).toMatchObject({
    kind: 'key',
    id: keyId,
    environment: 'test',
    tenant: TENANT,
  });
  expect((await withHeaders(bearer(key))).body).toMatchObject({ kind: 'key', id: keyId });
});

test('B02 a key beside a token is ambiguous', async () => {
  const answer = await withHeaders({ 'x-api-key': gateway.seededKey.key, ...bearer(tokenOf(admin)) });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'ambiguous_credentials' });
});

test.each(['x-api-key', 'authorization'])('B02 two headers %s are ambiguous', async (name) => {
  const value = name === 'x-api-key' ? gateway.seededKey.key : `Bearer ${gateway.seededKey.key}`;
  const answer = await rawHttp(
    gateway.url,
    `GET ${ME} HTTP/1.1\r\nhost: x\r\n${name}: ${value}\r\n${name}: ${value}\r\nconnection: close\r\n\r\n`,
  );

  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'ambiguous_credentials' });
});

test('B03 a key in the URL is refused, flagged and audited, also beside a valid one', async () => {
  const exposed = await gateway.addKey();
  const answer = await gateway.call(`${ME}?api_key=${exposed.key}`, {
    headers: { 'x-api-key': gateway.seededKey.key },
  });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'unauthenticated' });
  expect(answer.text).not.toContain(exposed.secret);
  const stored = await gateway.mongo.session.collection<{ _id: string }>('api_keys').findOne({ _id: exposed.keyId });
  expect(stored).toHaveProperty('exposed_at', expect.any(Date));
  expect(await gateway.audited({ action: 'auth.key_in_url' })).toMatchObject([
    { outcome: 'denied', actor: `key:${exposed.keyId}`, tenant: TENANT },
  ]);
});

test.each(['?access_token=abc', '?a=1&X-API-Key=abc', `?q=${newApiKey('live').key}`])(
  'B03 %s is refused',
  async (query) => {
    expect((await gateway.call(`${ME}${query}`, { headers: { 'x-api-key': gateway.seededKey.key } })).status).toBe(401);
  },
);

test('B05 revoked, expired, wrong and unknown keys get the same answer, and are audited', async () => {
  const revoked = await gateway.addKey({ revoked_at: new Date() });
  const expired = await gateway.addKey({ expires_at: new Date(Date.now() - 1_000) });
  const wrong = await gateway.addKey({ hash: Buffer.alloc(32) });
  const unknown = newApiKey('live');
  const expected = { revoked, expired, wrong_secret: wrong, unknown };

  for (const [reason, { key, keyId }] of Object.entries(expected)) {
    const answer = await withHeaders({ 'x-api-key': key });
    const { trace_id: _, ...body } = answer.body;
    expect({ status: answer.status, ...body }).toEqual({
      ...body,
      status: 401,
      code: 'unauthenticated',
      detail: expect.stringMatching(/^Send a valid API key/),
    });
    expect(await gateway.audited({ actor: `key:${keyId}` })).toMatchObject([
      { action: 'auth.credential', outcome: 'denied', reason },
    ]);
  }
});

test('a key that claims test and was made live is unknown', async () => {
  const { key, keyId } = await gateway.addKey({ environment: 'test' });
  const keys = gateway.mongo.session.collection<ApiKeyDocument>('api_keys');
  await keys.updateOne({ _id: keyId }, { $set: { environment: 'live' } });

  expect((await withHeaders({ 'x-api-key': key })).status).toBe(401);
});

test('a revoked key stops within five seconds', async () => {
  const { key, keyId } = await gateway.addKey();
  expect((await withHeaders({ 'x-api-key': key })).status).toBe(200);

  await gateway.mongo.session
    .collection<{ _id: string }>('api_keys')
    .updateOne({ _id: keyId }, { $set: { revoked_at: new Date() } });

  await until('the key is refused', async () => (await withHeaders({ 'x-api-key': key })).status === 401, 10_000);
});

test('B06 a key without the scope is 403 and audited', async () => {
  const reader = await gateway.addKey({ scopes: ['messages:read'] });
  const answer = await gateway.send(GOOD, { 'x-api-key': reader.key });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'insufficient_scope' });
  expect(await gateway.audited({ action: 'access.scope' })).toMatchObject([
    { actor: `key:${reader.keyId}`, reason: 'messages:send' },
  ]);
  expect(gateway.canned.calls).toEqual([]);
});

test('an access token is valid for its user', async () => {
  const answer = await withHeaders(bearer(await gateway.logIn()));

  expect(answer.body).toEqual({
    kind: 'user',
    id: admin,
    tenant: TENANT,
    username: 'admin',
    role: 'owner',
    scopes: SCOPES,
  });
});

function signedWithRsa(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const [, claims] = tokenOf(admin).split('.');
  const unsigned = `${Buffer.from('{"alg":"RS256","typ":"at+jwt"}').toString('base64url')}.${claims}`;
  return `${unsigned}.${sign('sha256', Buffer.from(unsigned), privateKey).toString('base64url')}`;
}

const FORGED: readonly (readonly [string, () => string])[] = [
  ['alg none', () => unsignedToken(admin)],
  ['RS256 with a key of its own', signedWithRsa],
  ['another secret', () => tokenOf(admin, { secret: 'a secret of somebody else, long enough to sign' })],
  ['a foreign kid', () => tokenOf(admin, { header: { kid: '../../dev/null' } })],
  ['jku', () => tokenOf(admin, { header: { jku: 'https://evil.example/keys' } })],
  ['jwk', () => tokenOf(admin, { header: { jwk: { kty: 'oct', k: 'AAAA' } } })],
  ['x5u', () => tokenOf(admin, { header: { x5u: 'https://evil.example/cert' } })],
  ['HS512', () => tokenOf(admin, { header: { alg: 'HS512' } })],
];

test.each(FORGED)('B07 a token with %s is 401 and audited', async (_, token) => {
  const before = (await gateway.audited({ reason: 'forged' })).length;

  const answer = await withHeaders(bearer(token()));

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'unauthenticated' });
  expect((await gateway.audited({ reason: 'forged' })).length).toBe(before + 1);
});

const UNFIT: readonly (readonly [string, () => string])[] = [
  ['expired', () => tokenOf(admin, { claims: { exp: inSeconds(-120) } })],
  ['not valid yet', () => tokenOf(admin, { claims: { nbf: inSeconds(120) } })],
  ['without an end', () => tokenOf(admin, { claims: { exp: undefined } })],
  ['of another issuer', () => tokenOf(admin, { claims: { iss: 'other' } })],
  ['for another audience', () => tokenOf(admin, { claims: { aud: 'other' } })],
  ['without an audience', () => tokenOf(admin, { claims: { aud: undefined } })],
  ['a refresh token', () => tokenOf(admin, { header: { typ: 'rt+jwt' } })],
  ['any JWT', () => tokenOf(admin, { header: { typ: 'JWT' } })],
  ['of nobody', () => tokenOf('01JD3C4V5W6X7Y8Z9A0B1C2D3E')],
  ['of another tenant', () => tokenOf(admin, { claims: { tenant: OTHER_TENANT } })],
  ['of a tenant that is an operator', () => tokenOf(admin, { claims: { tenant: { $ne: '' } } })],
  ['garbage', () => 'abc.def.ghi'],
  ['a lone dot', () => '.'],
];

test.each(UNFIT)('B08 a token that is %s is 401', async (_, token) => {
  const answer = await withHeaders(bearer(token()));

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'unauthenticated' });
});

test('a token of a user who was disabled stops within five seconds', async () => {
  const users = gateway.mongo.session.collection<UserDocument>('users');
  const { _id, installation_admin, ...of } = (await users.findOne({ username: 'admin' }))!;
  await users.insertOne({ ...of, _id: 'leaver', username: 'leaver', role: 'viewer' });
  const token = tokenOf('leaver');
  expect((await withHeaders(bearer(token))).body).toMatchObject({
    role: 'viewer',
    scopes: scopesOf({ role: 'viewer' }),
  });

  await users.updateOne({ _id: 'leaver' }, { $set: { active: false } });

  await until('the token is refused', async () => (await withHeaders(bearer(token))).status === 401, 10_000);
});
