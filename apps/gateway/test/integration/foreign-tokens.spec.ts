// Real: two gateways, HTTP, MongoDB, NATS, an issuer's server of keys on the loopback address, and tokens signed here.
import { until } from '../../../../libs/persistence/testing/index.ts';
import { scopesOf } from '../../src/domain/principal.ts';
import type { IssuerDocument } from '../../src/outbound/mongo/documents.ts';
import { addIssuer, keyPair, KeyServer, newName, SECRET, secretKey, signed, type Pair } from './foreign-tokens.ts';
import { GatewayUnderTest, JWT_SECRET, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';
import { inSeconds } from './tokens.ts';

let gateway: GatewayUnderTest;
let replica: string;
let admin: { readonly authorization: string };
let keyServer: KeyServer;
let rsa: Pair;
beforeAll(async () => {
  keyServer = await new KeyServer().open();
  const environment = { OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' };
  gateway = await GatewayUnderTest.start({ ...environment, JWT_TENANT_CLAIM: 'tenant' });
  replica = await gateway.startReplica(environment);
  await gateway.addTenant(OTHER_TENANT);
  admin = { authorization: `Bearer ${await gateway.logIn()}` };
  rsa = await keyPair('RS256', 'rsa-1');
});
afterAll(async () => {
  await gateway.close();
  await keyServer.close();
});

interface Made {
  readonly id: string;
  readonly issuer: string;
}
async function issuerOf(of: Readonly<Record<string, unknown>>): Promise<Made> {
  const { status, body } = await addIssuer(gateway, admin, of);
  expect(status).toBe(201);
  return { id: String(body.id), issuer: String(body.issuer) };
}
const me = (token: string): Promise<Answer> =>
  gateway.call('/api/v1/auth/me', { headers: { authorization: `Bearer ${token}` } });
const statusAt = async (url: string, token: string): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status;
const codeOf = ({ status, body: { code } }: Answer) => ({ status, code });
const REFUSED = { status: 401, code: 'unauthenticated' };
const byHmac = (claims: Readonly<Record<string, unknown>>, header = {}, secret = SECRET): Promise<string> =>
  signed(secretKey(secret), header, claims);

test("a token of an issuer is a user of the issuer's tenant, with the role of the token", async () => {
  const { id, issuer } = await issuerOf({ secret: SECRET, role_claim: 'role', default_role: 'viewer' });

  expect((await me(await byHmac({ iss: issuer, role: 'operator' }))).body).toEqual({
    kind: 'user',
    id: `${id}:ada`,
    tenant: TENANT,
    username: 'ada',
    role: 'operator',
    scopes: expect.arrayContaining(['messages:send', 'routing:write']),
  });
  for (const role of [undefined, 'owner', 'root', 7, { admin: true }])
    expect((await me(await byHmac({ iss: issuer, role }))).body.role).toBe('viewer');
  expect((await me(await byHmac({ iss: issuer, role: ['x', 'viewer', 'admin'] }))).body.role).toBe('admin');
  expect((await me(await byHmac({ iss: issuer, sub: 17 }))).body.id).toBe(`${id}:17`);
});

test('what such a user does has their name', async () => {
  const { id, issuer } = await issuerOf({ secret: SECRET, default_role: 'operator' });
  const headers = { authorization: `Bearer ${await byHmac({ iss: issuer })}` };

  const sent = await gateway.call('/api/v1/messages', {
    method: 'POST',
    headers,
    body: { to: '+12025550123', text: 'hi' },
  });

  expect(sent.status).toBe(202);
  expect(gateway.canned.calls.at(-1)!.request).toMatchObject({ tenant: TENANT, created_by: `user:${id}:ada` });
});

test('claims may have other names, also inside objects', async () => {
  const { id, issuer } = await issuerOf({
    secret: SECRET,
    user_claim: 'https://example.com/user',
    role_claim: 'realm_access.roles',
  });
  const claims = { iss: issuer, 'https://example.com/user': 'bob', realm_access: { roles: ['operator'] } };

  expect((await me(await byHmac(claims))).body).toMatchObject({ id: `${id}:bob`, role: 'operator' });
  expect(codeOf(await me(await byHmac({ iss: issuer })))).toEqual(REFUSED);
});

test('a tenant claim must be the tenant of the issuer', async () => {
  const { issuer } = await issuerOf({ secret: SECRET, tenant_claim: 'tenant' });

  expect((await me(await byHmac({ iss: issuer, tenant: TENANT }))).body.tenant).toBe(TENANT);
  for (const tenant of [OTHER_TENANT, undefined, [TENANT], { $ne: '' }])
    expect(codeOf(await me(await byHmac({ iss: issuer, tenant })))).toEqual(REFUSED);
});

test('a claim names no other tenant when the issuer has no tenant claim', async () => {
  const { issuer } = await issuerOf({ secret: SECRET });

  expect((await me(await byHmac({ iss: issuer, tenant: OTHER_TENANT }))).body.tenant).toBe(TENANT);
});

test.each(['HS384', 'HS512', 'RS256', 'PS512', 'ES256', 'ES512', 'EdDSA'])(
  '%s is accepted, and nothing else',
  async (alg) => {
    const isHmac = alg.startsWith('HS');
    const pair = isHmac ? undefined : await keyPair(alg, 'one');
    const { issuer } = await issuerOf({ algorithm: alg, ...(pair ? { public_key: pair.pem } : { secret: SECRET }) });

    const token = await signed(pair?.privateKey ?? secretKey(), { alg }, { iss: issuer });
    expect((await me(token)).status).toBe(200);
    expect(codeOf(await me(await byHmac({ iss: issuer })))).toEqual(REFUSED);
  },
);

test('two issuers of one name are told apart by their audiences', async () => {
  const issuer = newName();
  const [first, second] = ['one', 'two'];
  const one = await issuerOf({ issuer, secret: SECRET, audience: first });
  const two = await issuerOf({ issuer, secret: `${SECRET}, another`, audience: second });
  expect((await addIssuer(gateway, admin, { issuer, secret: SECRET, audience: first })).body.code).toBe('name_taken');

  expect((await me(await byHmac({ iss: issuer, aud: ['x', first] }))).body.id).toBe(`${one.id}:ada`);
  expect((await me(await byHmac({ iss: issuer, aud: second }, {}, `${SECRET}, another`))).body.id).toBe(
    `${two.id}:ada`,
  );
  expect(codeOf(await me(await byHmac({ iss: issuer, aud: second })))).toEqual(REFUSED);
});

describe('B20 an issuer that another tenant has', () => {
  let foreign: { readonly 'x-api-key': string };
  beforeAll(async () => {
    const scopes = ['issuers:write' as const, ...scopesOf({ role: 'viewer' })];
    foreign = { 'x-api-key': (await gateway.addKey({ tenant: OTHER_TENANT, scopes })).key };
  });

  test.each([
    ['is for any token', {}, { audience: 'app' }],
    ['would be for any token', { audience: 'app' }, {}],
  ])('is refused if it %s', async (_, ours, theirs) => {
    const { issuer } = await issuerOf({ secret: SECRET, ...ours });

    const { status, body } = await addIssuer(gateway, foreign, { issuer, secret: SECRET, ...theirs });

    expect([status, body.code]).toEqual([409, 'name_taken']);
    expect((await me(await byHmac({ iss: issuer, aud: 'app' }))).body.tenant).toBe(TENANT);
  });

  test('is accepted if each names its own tokens, and stays so', async () => {
    const { issuer } = await issuerOf({ secret: SECRET, audience: 'one' });
    const made = await addIssuer(gateway, foreign, { issuer, secret: SECRET, tenant_claim: 'tenant' });
    expect(made.status).toBe(201);
    const token = await byHmac({ iss: issuer, aud: 'other', tenant: OTHER_TENANT });

    expect((await me(token)).body.tenant).toBe(OTHER_TENANT);
    expect((await me(await byHmac({ iss: issuer, aud: 'one' }))).body.tenant).toBe(TENANT);
    const path = `/api/v1/issuers/${String(made.body.id)}`;
    const changed = await gateway.call(path, { method: 'PATCH', headers: foreign, body: { tenant_claim: null } });
    expect(changed.body.code).toBe('name_taken');
  });

  test('takes no token that is for both', async () => {
    const key = { algorithm: 'RS256', public_key: rsa.pem };
    const { issuer } = await issuerOf(key);
    const { id } = await issuerOf({ ...key, issuer, audience: 'app' });
    const stored = gateway.mongo.session.db.collection<IssuerDocument>('issuers');
    await stored.updateOne({ _id: id }, { $set: { tenant: OTHER_TENANT } });
    const byRsa = (aud: string): Promise<string> => signed(rsa.privateKey, { alg: 'RS256' }, { iss: issuer, aud });

    expect(codeOf(await me(await byRsa('app')))).toEqual(REFUSED);
    expect((await me(await byRsa('x'))).body.tenant).toBe(TENANT);
  });
});

describe('B07', () => {
  let issuer: string;
  beforeAll(async () => {
    ({ issuer } = await issuerOf({ algorithm: 'RS256', public_key: rsa.pem }));
  });
  const unsigned = (header: object): string =>
    [header, { iss: issuer, sub: 'ada', exp: inSeconds(300) }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
  const byRsa = (header = {}, key = rsa.privateKey): Promise<string> =>
    signed(key, { alg: 'RS256', ...header }, { iss: issuer });

  const FORGED: readonly (readonly [string, () => Promise<string>])[] = [
    ['alg none', async () => `${unsigned({ alg: 'none' })}.`],
    ['alg None', async () => `${unsigned({ alg: 'None', typ: 'JWT' })}.x`],
    ['HS256 signed with the public key', () => byHmac({ iss: issuer }, {}, rsa.pem)],
    [
      'RS512',
      () =>
        signed(rsa.privateKey, { alg: 'RS256' }, { iss: issuer }).then(
          (token) => `${unsigned({ alg: 'RS512' })}.${token.split('.')[2]}`,
        ),
    ],
    ['another key', async () => byRsa({}, (await keyPair('RS256', 'x')).privateKey)],
    ['jku', () => byRsa({ jku: keyServer.url })],
    ['jwk', () => byRsa({ jwk: rsa.jwk })],
    ['x5u', () => byRsa({ x5u: keyServer.url })],
    ['x5c', () => byRsa({ x5c: ['AAAA'] })],
    [
      'a changed claim',
      async () => {
        const [header, , signature] = (await byRsa()).split('.');
        const claims = { iss: issuer, sub: 'eve', exp: inSeconds(300) };
        return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
      },
    ],
  ];

  test.each(FORGED)('a token with %s is 401 and audited', async (_, token) => {
    const before = (await gateway.audited({ reason: 'forged' })).length;
    const asked = keyServer.asked;

    expect(codeOf(await me(await token()))).toEqual(REFUSED);
    expect((await gateway.audited({ reason: 'forged' })).length).toBe(before + 1);
    expect(keyServer.asked).toBe(asked);
  });

  test('the right token is accepted', async () => {
    expect((await me(await byRsa())).status).toBe(200);
  });
});

describe('B08', () => {
  let issuer: string;
  beforeAll(async () => {
    ({ issuer } = await issuerOf({ secret: SECRET, audience: 'postrider' }));
  });
  const UNFIT: readonly (readonly [string, object, object])[] = [
    ['expired', { exp: inSeconds(-120) }, {}],
    ['not valid yet', { nbf: inSeconds(120) }, {}],
    ['without an end', { exp: undefined }, {}],
    ['for another audience', { aud: 'other' }, {}],
    ['without an audience', { aud: undefined }, {}],
    ['of an unknown issuer', { iss: 'https://nobody.example/' }, {}],
    ['of a list as an issuer', { iss: ['x'] }, {}],
    ['of an operator as an issuer', { iss: { $ne: '' } }, {}],
    ['of an endless issuer', { iss: 'x'.repeat(300) }, {}],
    ['that says it is ours', { iss: 'postrider', aud: 'postrider-api', tenant: TENANT }, {}],
    ['a refresh token by its type', {}, { typ: 'rt+jwt' }],
    ['a refresh token by its use', { token_use: 'refresh' }, {}],
    ['a refresh token of Keycloak', { typ: 'Refresh' }, {}],
    ['a refresh token of Django', { token_type: 'refresh' }, {}],
    ['an ID token', { token_use: 'id' }, {}],
    ['without a user', { sub: undefined }, {}],
    ['of an empty user', { sub: '' }, {}],
    ['of a user with spaces', { sub: 'a b' }, {}],
    ['of a user with 129 characters', { sub: 'x'.repeat(129) }, {}],
    ['of a list of users', { sub: ['ada'] }, {}],
  ];

  test.each(UNFIT)('a token that is %s is 401', async (_, claims, header) => {
    const token = await byHmac({ iss: issuer, aud: 'postrider', ...claims }, header);

    expect(codeOf(await me(token))).toEqual(REFUSED);
  });

  test('the right token is accepted, also when the clocks differ a little', async () => {
    for (const claims of [{}, { exp: inSeconds(-30) }, { nbf: inSeconds(30) }])
      expect((await me(await byHmac({ iss: issuer, aud: 'postrider', ...claims }))).status).toBe(200);
  });
});

test.each([
  ['disabled', 'PATCH', { enabled: false }],
  ['given another secret', 'PATCH', { secret: `${SECRET}, the next` }],
  ['deleted', 'DELETE', undefined],
] as const)('the tokens of an issuer that is %s are refused on every gateway within 5 s', async (_, method, body) => {
  const { id, issuer } = await issuerOf({ secret: SECRET });
  const token = await byHmac({ iss: issuer });
  for (const url of [gateway.url, replica]) expect(await statusAt(url, token)).toBe(200);

  const changed = await gateway.call(`/api/v1/issuers/${id}`, { method, headers: admin, body });

  expect(changed.status).toBeLessThan(300);
  const begun = performance.now();
  for (const url of [gateway.url, replica])
    await until('the token is refused', async () => (await statusAt(url, token)) === 401, 10_000);
  // The cache's life, and what a busy machine takes.
  expect(performance.now() - begun).toBeLessThan(8_000);
});

describe('an issuer with an address of keys', () => {
  let issuer: string;
  let first: Pair;
  let second: Pair;
  beforeAll(async () => {
    [first, second] = [await keyPair('ES256', 'first'), await keyPair('ES256', 'second')];
    keyServer.keys = [first.jwk];
    ({ issuer } = await issuerOf({ algorithm: 'ES256', jwks_url: keyServer.url }));
  });
  const by = ({ privateKey, kid }: Pair, header = {}): Promise<string> =>
    signed(privateKey, { alg: 'ES256', kid, ...header }, { iss: issuer });

  test('its keys are fetched once for many calls, and again for an unknown one, but not for each', async () => {
    const asked = keyServer.asked;
    const token = await by(first);
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await me(token)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(keyServer.asked).toBe(asked + 1);

    const foreign = await by(first, { kid: 'nobody' });
    for (let n = 0; n < 5; n++) expect(codeOf(await me(foreign))).toEqual(REFUSED);
    expect(keyServer.asked).toBeLessThanOrEqual(asked + 2);

    keyServer.keys = [first.jwk, second.jwk];
    const rotated = await by(second);
    await until('the new key is known', async () => (await me(rotated)).status === 200, 20_000);
  });

  test('B07 a key of the wrong kind, and a foreign kid with a known signature, are refused', async () => {
    expect(codeOf(await me(await by(second, { kid: 'first' })))).toEqual(REFUSED);
    expect(codeOf(await me(await by({ ...rsa, kid: 'first' }, { alg: 'RS256' })))).toEqual(REFUSED);
    expect(codeOf(await me(await by(first, { kid: '../../dev/null' })))).toEqual(REFUSED);
  });

  test('while its server is away the known keys are used, and a first token is 503', async () => {
    const { issuer: late } = await issuerOf({ algorithm: 'ES256', jwks_url: `${keyServer.url}/late` });
    keyServer.answers = { status: 500, body: 'away' };

    expect((await me(await by(first))).status).toBe(200);
    const answer = await me(await signed(first.privateKey, { alg: 'ES256', kid: 'first' }, { iss: late }));
    expect(codeOf(answer)).toEqual({ status: 503, code: 'service_unavailable' });
    expect(answer.headers.get('retry-after')).toBe('10');
    keyServer.answers = undefined;
  });

  test.each([
    ['a redirect', { status: 302, body: '', location: '/keys' }],
    ['text', { status: 200, body: 'keys' }],
    ['no keys', { status: 200, body: '{}' }],
    ['a list of anything', { status: 200, body: '{"keys": [1, null]}' }],
    ['1 MiB', { status: 200, body: `{"keys": [], "x": "${'x'.repeat(1_048_576)}"}` }],
  ])('an answer of %s is none', async (name, answers) => {
    const { issuer: of } = await issuerOf({
      algorithm: 'ES256',
      jwks_url: `${keyServer.url}/${encodeURIComponent(name)}`,
    });
    keyServer.answers = answers;

    const answer = await me(await signed(first.privateKey, { alg: 'ES256', kid: 'first' }, { iss: of }));

    expect(codeOf(answer)).toEqual({ status: 503, code: 'service_unavailable' });
    keyServer.answers = undefined;
  });
});

describe('another service that signs with JWT_SECRET', () => {
  const shared = (claims: object, header = {}): Promise<string> => byHmac({ ...claims }, header, JWT_SECRET);

  test('gives users of the first tenant, or of the tenant that the token names', async () => {
    expect((await me(await shared({ sub: 5 }))).body).toEqual({
      kind: 'user',
      id: 'jwt:5',
      tenant: TENANT,
      username: '5',
      role: 'viewer',
      scopes: expect.any(Array),
    });
    expect((await me(await shared({ role: 'admin', tenant: OTHER_TENANT }))).body).toMatchObject({
      tenant: OTHER_TENANT,
      role: 'admin',
    });
  });

  test.each([
    ['names a tenant that does not exist', { tenant: '0000000z' }],
    ['names an operator as a tenant', { tenant: { $ne: '' } }],
    ['has an issuer', { iss: 'auth-service' }],
    ['has no end', { exp: undefined }],
    ['is a refresh token', { token_type: 'refresh' }],
  ])('gives nobody if the token %s', async (_, claims) => {
    expect(codeOf(await me(await shared(claims)))).toEqual(REFUSED);
  });

  test('names no tenant if no setting says in which claim', async () => {
    const headers = { authorization: `Bearer ${await shared({ sub: 5, tenant: OTHER_TENANT })}` };
    const answer = await fetch(`${replica}/api/v1/auth/me`, { headers });

    expect(await answer.json()).toMatchObject({ id: 'jwt:5', tenant: TENANT });
  });

  test('makes no owner', async () => {
    expect((await me(await shared({ role: 'owner' }))).body.role).toBe('viewer');
  });
});
