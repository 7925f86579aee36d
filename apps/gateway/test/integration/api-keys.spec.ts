// Real: two gateways, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { parseApiKey } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { SCOPES } from '../../src/domain/principal.ts';
import type { ApiKeyDocument } from '../../src/outbound/mongo/documents.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

const KEYS = '/api/v1/api-keys';
const WANTED = { name: 'The shop', environment: 'test', scopes: ['messages:send'] };

let gateway: GatewayUnderTest;
let replica: string;
let owner: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  replica = await gateway.startReplica();
  owner = await addUser(gateway, 'owner');
});
afterAll(() => gateway.close());

const call = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = owner) =>
  gateway.call(`${KEYS}${path}`, { method, headers, body });
const make = async (over: object = {}): Promise<{ id: string; key: string }> =>
  (await call('POST', '', { ...WANTED, ...over })).body as { id: string; key: string };
const stored = () => gateway.mongo.session.collection<ApiKeyDocument>('api_keys');

/** 200 for a valid key, at this gateway. */
const statusAt = async (url: string, key: string): Promise<number> =>
  (await fetch(`${url}/api/v1/auth/me`, { headers: { 'x-api-key': key } })).status;
async function lastUseOf(id: string): Promise<string> {
  let last: unknown;
  await until('the use is noted', async () => (last = (await call('GET', `/${id}`)).body.last_used_at) !== undefined);
  return String(last);
}
const expectProblem = ({ status, body }: Answer, expected: number, code: string): void =>
  expect([status, body.code]).toEqual([expected, code]);

test('a new key is valid at once, is shown once, and is audited', async () => {
  const { status, body } = await call('POST', '', { ...WANTED, expires_at: '2040-01-01T00:00:00+01:00' });

  expect(status).toBe(201);
  const { id, key } = body as { id: string; key: string };
  expect(parseApiKey(key)).toMatchObject({ environment: 'test', keyId: id });
  expect(await statusAt(gateway.url, key)).toBe(200);
  const lastUsed = await lastUseOf(id);
  expect(Math.abs(Date.now() - Date.parse(lastUsed))).toBeLessThan(60_000);
  expect((await call('GET', `/${id}`)).body).toEqual({
    id,
    name: 'The shop',
    environment: 'test',
    state: 'active',
    scopes: ['messages:send'],
    last4: key.slice(-4),
    created_at: expect.any(String),
    created_by: 'user:user-owner',
    expires_at: '2039-12-31T23:00:00.000Z',
    last_used_at: lastUsed,
    daily_limit: 20_000,
    used_today: 12,
  });
  expect(await gateway.audited({ action: 'key.create', target: id })).toMatchObject([
    { outcome: 'allowed', actor: 'user:user-owner', tenant: TENANT },
  ]);
  expect(JSON.stringify(await stored().find().toArray())).not.toContain(key);
});

test('keys are listed in pages, without their secrets', async () => {
  const made = await Promise.all([make(), make(), make()]);

  const seen: string[] = [];
  for (let cursor = ''; ;) {
    const { body, text } = await call('GET', `?limit=2${cursor && `&cursor=${cursor}`}`);
    for (const { key } of made) expect(text).not.toContain(key);
    seen.push(...(body.data as { id: string }[]).map(({ id }) => id));
    if (body.next_cursor === null) break;
    cursor = body.next_cursor as string;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
});

test('a revoked key is refused by every gateway within 5 seconds', async () => {
  const { id, key } = await make();
  expect([await statusAt(gateway.url, key), await statusAt(replica, key)]).toEqual([200, 200]);

  expect((await call('DELETE', `/${id}`)).status).toBe(204);
  expect(await statusAt(gateway.url, key)).toBe(401);
  await until('the replica refuses it', async () => (await statusAt(replica, key)) === 401, 5_500);
  expect((await call('DELETE', `/${id}`)).status).toBe(204);
  expect((await call('GET', `/${id}`)).body).toMatchObject({ state: 'revoked', revoked_at: expect.any(String) });
});

test('a rotated key has the same rights, and the old one stays valid for the given time', async () => {
  const old = await make({ allowed_ips: ['127.0.0.0/8', '::1'], expires_at: '2040-01-01T00:00:00Z' });
  const { status, body } = await call('POST', `/${old.id}/rotate`, { overlap_s: 3_600 });

  expect(status).toBe(201);
  const { id, key } = body as { id: string; key: string };
  expect([await statusAt(gateway.url, old.key), await statusAt(gateway.url, key)]).toEqual([200, 200]);
  const { body: before } = await call('GET', `/${old.id}`);
  const { body: now } = await call('GET', `/${id}`);
  const rights = ({ name, environment, scopes, allowed_ips }: typeof now) => ({
    name,
    environment,
    scopes,
    allowed_ips,
  });
  expect(rights(now)).toEqual(rights(before));
  expect(now.expires_at).toBe('2040-01-01T00:00:00.000Z');
  expect(before).toMatchObject({ state: 'active', replaced_by: id });
  const left = Date.parse(String(before.expires_at)) - Date.now();
  expect(left).toBeGreaterThan(3_500_000);
  expect(left).toBeLessThanOrEqual(3_600_000);
  const keys = await stored().countDocuments();
  expectProblem(await call('POST', `/${old.id}/rotate`), 409, 'already_closed');
  expect(await stored().countDocuments()).toBe(keys);
});

test('without an overlap the old key ends at once', async () => {
  const old = await make();
  expect((await call('POST', `/${old.id}/rotate`, { overlap_s: 0 })).status).toBe(201);

  expect(await statusAt(gateway.url, old.key)).toBe(401);
  expect((await call('GET', `/${old.id}`)).body).toMatchObject({ state: 'expired' });
});

test('ten rotations of a key at once make one valid key', async () => {
  const old = await make();
  const keys = await stored().countDocuments();
  const answers = await Promise.all(Array.from({ length: 10 }, () => call('POST', `/${old.id}/rotate`)));

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(9).fill(409)]);
  const { replaced_by } = (await call('GET', `/${old.id}`)).body;
  const [won] = answers.filter(({ status }) => status === 201);
  expect(replaced_by).toBe(won!.body.id);
  expect(await stored().countDocuments()).toBe(keys + 1);
});

test('a key is refused from an address that it does not allow, like an unknown key', async () => {
  const { id, key } = await make({ allowed_ips: ['192.0.2.0/24'] });

  expect(await statusAt(gateway.url, key)).toBe(401);
  expect(await gateway.audited({ action: 'auth.credential', actor: `key:${id}` })).toMatchObject([
    { outcome: 'denied', reason: 'address' },
  ]);
});

test('a key that a key makes ends no later, and is used from no more addresses', async () => {
  const expires_at = new Date(Date.now() + 3_600_000);
  const allowed_ips = ['127.0.0.0/8', '::1'];
  const bound = await gateway.addKey({ environment: 'test', scopes: [...SCOPES], expires_at, allowed_ips });
  const by = { 'x-api-key': bound.key };
  const madeBy = async (over: object): Promise<Answer['body']> => {
    const { body } = await call('POST', '', { ...WANTED, ...over }, by);
    return (await call('GET', `/${body.id as string}`)).body;
  };

  expect(await madeBy({})).toMatchObject({ expires_at: expires_at.toISOString(), allowed_ips });
  expect(await madeBy({ expires_at: '2040-01-01T00:00:00Z', allowed_ips: ['::1'] })).toMatchObject({
    expires_at: expires_at.toISOString(),
    allowed_ips: ['::1'],
  });
  expectProblem(await call('POST', '', { ...WANTED, allowed_ips: ['192.0.2.1'] }, by), 403, 'insufficient_scope');
});

test('a key rotates no key that ends later, is used from more addresses or sends more than itself', async () => {
  const expires_at = new Date(Date.now() + 3_600_000);
  const bounds = { expires_at, allowed_ips: ['127.0.0.0/8', '::1'], daily_limit: 5 };
  const scopes = [...SCOPES];
  const own = await gateway.addKey({ environment: 'test', scopes, ...bounds });
  const by = { 'x-api-key': own.key };

  for (const name of ['expires_at', 'allowed_ips', 'daily_limit'] as const) {
    const { [name]: _, ...less } = bounds;
    const { keyId } = await gateway.addKey({ environment: 'test', scopes, ...less });
    expectProblem(await call('POST', `/${keyId}/rotate`, {}, by), 403, 'insufficient_scope');
    expect((await call('GET', `/${keyId}`)).body).not.toHaveProperty('replaced_by');
  }
  const same = await gateway.addKey({ environment: 'test', scopes, ...bounds });
  expect((await call('POST', `/${same.keyId}/rotate`, {}, by)).status).toBe(201);
  expect((await call('POST', `/${own.keyId}/rotate`, {}, by)).status).toBe(201);
});

test('a key that a key makes counts with it', async () => {
  const maker = await gateway.addKey({ environment: 'test', scopes: [...SCOPES] });
  const madeBy = async (key: string): Promise<{ id: string; key: string }> =>
    (await call('POST', '', { ...WANTED, scopes: [...SCOPES] }, { 'x-api-key': key })).body as never;

  const child = await madeBy(maker.key);
  const grandchild = await madeBy(child.key);

  for (const { id } of [child, grandchild])
    expect(await stored().findOne({ _id: id })).toMatchObject({ counts_as: maker.keyId });
});

test('a caller cannot give a scope that they do not have', async () => {
  const admin = await gateway.addKey({ environment: 'test', scopes: ['keys:write', 'messages:read'] });
  const by = { 'x-api-key': admin.key };

  expectProblem(await call('POST', '', WANTED, by), 403, 'insufficient_scope');
  const live = { ...WANTED, environment: 'live', scopes: ['messages:read'] };
  expectProblem(await call('POST', '', live, by), 403, 'insufficient_scope');
  expect((await call('POST', '', { ...live, environment: 'test' }, by)).status).toBe(201);
  const stronger = await gateway.addKey({ environment: 'test', scopes: [...SCOPES] });
  expectProblem(await call('POST', `/${stronger.keyId}/rotate`, {}, by), 403, 'insufficient_scope');
});

test("a test key sees test keys only, and another tenant's keys are unknown", async () => {
  const [live, foreign] = [
    await gateway.addKey({ environment: 'live' }),
    await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' }),
  ];
  const by = { 'x-api-key': (await gateway.addKey({ environment: 'test', scopes: ['keys:write'] })).key };

  const missing = await call('GET', '/aaaaaaaaaaaa', undefined, by);
  expectProblem(missing, 404, 'not_found');
  for (const { keyId } of [live, foreign]) {
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/rotate'],
    ] as const) {
      const { status, body } = await call(method, `/${keyId}${path}`, undefined, by);
      expect([status, body.detail]).toEqual([404, missing.body.detail]);
    }
  }
  expect(await statusAt(gateway.url, live.key)).toBe(200);
  const { text } = await call('GET', '?limit=100', undefined, by);
  expect(text).not.toContain(live.keyId);
});

test.each([
  ['no name', { name: undefined }, 400, 'invalid_field'],
  ['a name that cannot be seen', { name: '\u200b' }, 400, 'invalid_field'],
  ['a name of spaces', { name: '  ' }, 400, 'invalid_field'],
  ['every scope', { scopes: ['*'] }, 422, 'invalid_api_key'],
  ['no scope', { scopes: [] }, 400, 'invalid_field'],
  ['a scope twice', { scopes: ['messages:send', 'messages:send'] }, 400, 'invalid_field'],
  ['an end that has passed', { expires_at: '2020-01-01T00:00:00Z' }, 422, 'invalid_api_key'],
  ['an end without a zone', { expires_at: '2040-01-01T00:00:00' }, 422, 'invalid_api_key'],
  ['an address that is none', { allowed_ips: ['example.org'] }, 422, 'invalid_api_key'],
  ['an unknown environment', { environment: 'prod' }, 400, 'invalid_field'],
  ['a tenant', { tenant: '00000002' }, 400, 'unknown_field'],
])('%s is refused, and no key is made', async (_, over, status, code) => {
  const before = await stored().countDocuments();
  expectProblem(await call('POST', '', { ...WANTED, ...over }), status, code);
  expect(await stored().countDocuments()).toBe(before);
});

test.each([{ overlap_s: -1 }, { overlap_s: 2_592_001 }, { overlap_s: '60' }, { overlap: 1 }])(
  'a rotation with %j changes nothing',
  async (body) => {
    const { id } = await make();
    expect((await call('POST', `/${id}/rotate`, body)).status).toBe(400);
    expect((await call('GET', `/${id}`)).body).not.toHaveProperty('replaced_by');
  },
);

test('the thousandth usable key is the last', async () => {
  const document = (await stored().findOne({ tenant: TENANT }))!;
  const fillers = Array.from({ length: 1_000 }, (_, n) => {
    const { revoked_at: _revoked, expires_at: _expires, ...of } = document;
    return { ...of, _id: `filler${String(n).padStart(6, '0')}`, name: 'filler' };
  });
  await stored().insertMany(fillers);
  expectProblem(await call('POST', '', WANTED), 409, 'limit_reached');
  await stored().deleteMany({ name: 'filler' });
  expect((await call('POST', '', WANTED)).status).toBe(201);
});
