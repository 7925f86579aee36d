// Real: gateway, HTTP, MongoDB, NATS.
import { generateKeyPairSync } from 'node:crypto';
import { scopesOf } from '../../src/domain/principal.ts';
import type { IssuerDocument } from '../../src/outbound/mongo/documents.ts';
import { addIssuer, keyPair, newName, SECRET } from './foreign-tokens.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let admin: { readonly authorization: string };
let pem: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
  ({ pem } = await keyPair('ES256', 'one'));
});
afterAll(() => gateway.close());

const add = (of: Readonly<Record<string, unknown>>): Promise<Answer> => addIssuer(gateway, admin, of);
const call = (method: string, path = '', body?: unknown): Promise<Answer> =>
  gateway.call(`/api/v1/issuers${path}`, { method, headers: admin, body });
const stored = () => gateway.mongo.session.collection<IssuerDocument>('issuers');

test('an issuer is made, listed, read, changed and deleted, and its secret is never answered or stored', async () => {
  const issuer = newName();
  const made = await add({ issuer, secret: SECRET, audience: 'postrider', role_claim: 'role' });
  const id = String(made.body.id);
  const expected = {
    id,
    name: 'The portal',
    issuer,
    algorithm: 'HS256',
    has_secret: true,
    audience: 'postrider',
    user_claim: 'sub',
    role_claim: 'role',
    default_role: 'viewer',
    enabled: true,
    created_at: expect.any(String),
    created_by: expect.stringMatching(/^user:/),
  };

  expect(made).toMatchObject({ status: 201 });
  expect(made.body).toEqual(expected);
  expect((await call('GET')).body.data).toEqual([expected]);
  expect((await call('GET', `/${id}`)).body).toEqual(expected);

  const { audience: _, role_claim: __, ...rest } = expected;
  const changed = await call('PATCH', `/${id}`, { audience: null, role_claim: null, default_role: 'operator' });
  expect(changed.body).toEqual({ ...rest, default_role: 'operator' });
  expect(await stored().findOne({ _id: id })).toMatchObject({ tenant: TENANT, secret: expect.anything() });
  const keyed = await call('PATCH', `/${id}`, { algorithm: 'ES256', public_key: pem });
  expect(keyed.body).toMatchObject({ algorithm: 'ES256', public_key: pem, has_secret: false });
  expect(await stored().findOne({ _id: id })).not.toHaveProperty('secret');

  const texts = JSON.stringify([made.text, changed.text, await stored().find().toArray(), await gateway.audited({})]);
  expect(texts).not.toContain(SECRET);
  expect(texts).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 40));

  expect((await call('DELETE', `/${id}`)).status).toBe(204);
  expect((await call('GET', `/${id}`)).status).toBe(404);
  expect((await call('DELETE', `/${id}`)).status).toBe(404);
  expect((await gateway.audited({ target: id })).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['issuer.create', 'issuer.change', 'issuer.delete']),
  );
});

test('a sealed secret opens for its own issuer only', async () => {
  const [one, other] = [await add({ secret: SECRET }), await add({ secret: `${SECRET}, another` })];
  const { secret } = (await stored().findOne({ _id: String(other.body.id) }))!;
  await stored().updateOne({ _id: String(one.body.id) }, { $set: { secret: secret! } });

  expect((await call('GET', `/${String(one.body.id)}`)).status).toBe(500);
  await stored().deleteOne({ _id: String(one.body.id) });
});

const shortRsa = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

const WRONG: readonly (readonly [string, () => Readonly<Record<string, unknown>>, number, string])[] = [
  ['no key', () => ({}), 422, 'invalid_issuer'],
  ['two keys', () => ({ secret: SECRET, public_key: pem }), 422, 'invalid_issuer'],
  ['HS256 with a public key', () => ({ public_key: pem }), 422, 'invalid_issuer'],
  ['HS256 with a public key as the secret', () => ({ secret: pem }), 422, 'invalid_issuer'],
  ['HS256 with an address of keys', () => ({ jwks_url: 'https://example.com/keys' }), 422, 'invalid_issuer'],
  ['RS256 with a secret', () => ({ algorithm: 'RS256', secret: SECRET }), 422, 'invalid_issuer'],
  ['RS256 with a key of another kind', () => ({ algorithm: 'RS256', public_key: pem }), 422, 'invalid_issuer'],
  ['ES384 with a key of another curve', () => ({ algorithm: 'ES384', public_key: pem }), 422, 'invalid_issuer'],
  ['a key that is none', () => ({ algorithm: 'ES256', public_key: 'x' }), 422, 'invalid_issuer'],
  ['an RSA key of 1,024 bits', () => ({ algorithm: 'RS256', public_key: shortRsa() }), 422, 'invalid_issuer'],
  ['a short secret', () => ({ secret: 'x'.repeat(31) }), 422, 'invalid_issuer'],
  ['the issuer of our own tokens', () => ({ issuer: 'postrider', secret: SECRET }), 422, 'invalid_issuer'],
  ['the algorithm none', () => ({ algorithm: 'none', secret: SECRET }), 400, 'invalid_field'],
  ['owner as the default role', () => ({ secret: SECRET, default_role: 'owner' }), 400, 'invalid_field'],
  ['a claim with a space', () => ({ secret: SECRET, role_claim: 'a b' }), 400, 'invalid_field'],
  ['an unknown field', () => ({ secret: SECRET, tenant: OTHER_TENANT }), 400, 'unknown_field'],
  ['an empty issuer', () => ({ secret: SECRET, issuer: '' }), 400, 'invalid_field'],
];

test.each(WRONG)('an issuer with %s is refused', async (_, of, status, code) => {
  const before = await stored().countDocuments();
  const answer = await add(of());

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(answer.text).not.toContain(SECRET);
  expect(await stored().countDocuments()).toBe(before);
});

test.each([
  'http://example.com/keys',
  'https://127.0.0.1/keys',
  'https://2130706433/keys',
  'https://0x7f.1/keys',
  'https://[::1]/keys',
  'https://[::ffff:10.0.0.1]/keys',
  'https://169.254.169.254/latest',
  'https://10.0.0.1/keys',
  'https://localhost/keys',
  'https://user:pass@example.com/keys',
  'file:///etc/passwd',
  'ftp://example.com/keys',
  'keys',
])('the address %s is refused', async (jwks_url) => {
  const answer = await add({ algorithm: 'RS256', jwks_url });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 422, code: 'invalid_issuer' });
});

test('a name that resolves to an address of the own network is not called', async () => {
  const issuer = newName();
  expect((await add({ issuer, algorithm: 'ES256', jwks_url: 'https://localhost.localdomain/keys' })).status).toBe(201);
  const claims = Buffer.from(JSON.stringify({ iss: issuer })).toString('base64url');
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'x' })).toString('base64url');

  const answer = await gateway.call('/api/v1/auth/me', {
    headers: { authorization: `Bearer ${header}.${claims}.AAAA` },
  });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 503, code: 'service_unavailable' });
});

test('nobody accepts tokens that may do more than they', async () => {
  const { key } = await gateway.addKey({ scopes: ['issuers:write', ...scopesOf({ role: 'viewer' })] });
  const own = { 'x-api-key': key };

  expect((await addIssuer(gateway, own, { secret: SECRET })).status).toBe(201);
  for (const more of [{ default_role: 'operator' }, { role_claim: 'role' }])
    expect((await addIssuer(gateway, own, { secret: SECRET, ...more })).body.code).toBe('insufficient_scope');
  const test = await gateway.addKey({
    scopes: ['issuers:write', ...scopesOf({ role: 'viewer' })],
    environment: 'test',
  });
  expect((await addIssuer(gateway, { 'x-api-key': test.key }, { secret: SECRET })).body.code).toBe(
    'insufficient_scope',
  );
});

test('a test key deletes no issuer', async () => {
  const { body } = await add({ secret: SECRET });
  const { key } = await gateway.addKey({ scopes: ['issuers:write'], environment: 'test' });

  const headers = { 'x-api-key': key };
  const answer = await gateway.call(`/api/v1/issuers/${String(body.id)}`, { method: 'DELETE', headers });
  expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_scope']);
  expect((await call('GET', `/${String(body.id)}`)).status).toBe(200);
});

test("B20 another tenant's issuer reads, changes and deletes like one that does not exist", async () => {
  const { body } = await add({ secret: SECRET });
  await stored().updateOne({ _id: String(body.id) }, { $set: { tenant: OTHER_TENANT } } as never);
  const calls = [['GET'], ['PATCH', { enabled: false }], ['DELETE']] as const;

  for (const [method, sent] of calls) {
    const foreign = await call(method, `/${String(body.id)}`, sent);
    const missing = await call(method, '/01JD3C4V5W6X7Y8Z9A0B1C2D3E', sent);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
  }
  expect(await stored().findOne({ _id: String(body.id) })).toMatchObject({ enabled: true });
});
