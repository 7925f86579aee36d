// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import type { QuotaState, ReadQuotasRequest, SubmitRequest } from '#libs/contracts';
import { newApiKey, PostriderError, unavailable } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { SCOPES } from '../../src/domain/principal.ts';
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

let gateway: GatewayUnderTest;
let owner: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ APIKEY_RATE_LIMIT_PER_DAY_DEFAULT: '500', USER_RECIPIENTS_PER_HOUR: '7' });
  owner = await addUser(gateway, 'owner');
  const quiet = { zone: 'Asia/Ho_Chi_Minh', messages_per_minute: 60 };
  const admin = { authorization: `Bearer ${await gateway.logIn()}` };
  const change = { method: 'PATCH', headers: { ...admin, 'if-match': '*' }, body: quiet };
  expect((await gateway.call('/api/v1/tenant', change)).status).toBe(200);
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const GOOD = { to: '+12025550123', text: 'Hello' };
const submit = () => gateway.dispatcher.messages.submit;
const quotas = () => gateway.dispatcher.quotas.read;
const inAnHour = (): number => Date.now() + 3_600_000;
const state = (over: Partial<QuotaState>): QuotaState => ({
  subject: 'tenant',
  per: 'minute',
  limit: 60,
  used: 1,
  resets_at: inAnHour(),
  ...over,
});
const KEYS = '/api/v1/api-keys';
const manage = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = owner) =>
  gateway.call(`${KEYS}${path}`, { method, headers, body });
const make = async (over: object = {}): Promise<{ id: string; key: string }> =>
  (
    await manage('POST', '', {
      name: 'The shop',
      environment: 'test',
      scopes: ['messages:send', 'keys:write'],
      ...over,
    })
  ).body as { id: string; key: string };
const quotasOfSend = async (headers: Readonly<Record<string, string>>): Promise<SubmitRequest['quotas']> => {
  await gateway.call('/api/v1/messages', { method: 'POST', headers, body: GOOD });
  return submit().asked.at(-1)!.quotas;
};
const limitHeaders = ({ headers }: Answer) => ['limit', 'remaining'].map((name) => headers.get(`ratelimit-${name}`));
const expectProblem = ({ status, body }: Answer, expected: number, code: string): void =>
  expect([status, body.code]).toEqual([expected, code]);

const OF_TENANT = { subject: 'tenant', per: 'minute', limit: 60 };

test('a send names the quotas of its key, its user and its tenant', async () => {
  const { id, key } = await make({ daily_limit: 3 });
  const seeded = { subject: `key.${gateway.seededKey.keyId}`, per: 'day', limit: 500, zone: 'Asia/Ho_Chi_Minh' };

  expect(await quotasOfSend({ 'x-api-key': gateway.seededKey.key })).toEqual([seeded, OF_TENANT]);
  expect(await quotasOfSend({ 'x-api-key': key })).toEqual([{ ...seeded, subject: `key.${id}`, limit: 3 }, OF_TENANT]);
  expect(await quotasOfSend(owner)).toEqual([{ subject: 'user.user-owner', per: 'hour', limit: 7 }, OF_TENANT]);
});

test('an accepted send tells of the quota with the least room', async () => {
  const states = [state({ limit: 500, used: 20 }), state({ subject: 'key.k', limit: 9, used: 7 })];
  submit().says({ ...submit().sample, quotas: states });

  const answer = await gateway.send(GOOD);

  expect(answer.status).toBe(202);
  expect(limitHeaders(answer)).toEqual(['9', '2']);
  expect(Math.abs(Number(answer.headers.get('ratelimit-reset')) - 3_600)).toBeLessThan(10);
  expect(answer.body).not.toHaveProperty('quotas');
});

test('B37 a send over its quota is 429 with the time to wait', async () => {
  const rateLimit = { limit: 9, remaining: 2, resetsInMs: 61_500 };
  const full = new PostriderError('quota_exceeded', 'There is no room.', { retryAfterMs: 61_500, rateLimit });
  submit().says(full);

  for (const answer of [
    await gateway.send(GOOD),
    await gateway.send({ messages: [GOOD] }, {}, '/api/v1/messages/batch'),
  ]) {
    expectProblem(answer, 429, 'quota_exceeded');
    expect(limitHeaders(answer)).toEqual(['9', '2']);
    expect([answer.headers.get('retry-after'), answer.headers.get('ratelimit-reset')]).toEqual(['62', '62']);
  }
});

test('a duplicate is 202, CANCELED, and names the message that it repeats', async () => {
  const first = '01JD3C4V5W6X7Y8Z9A0B1C2D3F.0000';
  const repeat = { status: 'CANCELED', reason: 'DUPLICATE_RECENT', duplicate_of: first } as const;
  const { sample } = submit();
  submit().says({ ...sample, accepted: 0, canceled: 1, items: [{ ...sample.items[0]!, ...repeat }] });

  const single = await gateway.send(GOOD);
  const batch = await gateway.send({ messages: [GOOD] }, {}, '/api/v1/messages/batch');

  expect([single.status, batch.status]).toEqual([202, 202]);
  expect(single.body).toMatchObject(repeat);
  expect(batch.body).toMatchObject({ total: 1, accepted: 0, canceled: 1, rejected: 0, items: [repeat] });
});

test('a repeat that finds no room is told to repeat again: the first try may have taken it', async () => {
  submit().saysNext(unavailable('The dispatcher'), new PostriderError('quota_exceeded', 'There is no room.'));

  const answer = await gateway.send(GOOD);

  expectProblem(answer, 503, 'service_unavailable');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('a caller reads what is left of its limits, in each environment that it sees', async () => {
  quotas().says(({ quotas: asked }: ReadQuotasRequest) => ({
    quotas: asked.map(({ subject, per, limit }, at) => state({ subject, per, limit, used: limit + at - 1 })),
  }));
  const read = async (headers: Readonly<Record<string, string>>) =>
    (await gateway.call('/api/v1/limits', { headers })).body.data;

  expect(await read({ 'x-api-key': gateway.seededKey.key })).toMatchObject([
    { subject: 'key', environment: 'test', per: 'day', limit: 500, used: 499, remaining: 1 },
    { subject: 'tenant', environment: 'test', per: 'minute', limit: 60, used: 60, remaining: 0 },
  ]);
  expect(quotas().asked.at(-1)).toMatchObject({ tenant: TENANT });
  expect(await read(owner)).toMatchObject([
    { subject: 'user', environment: 'live', per: 'hour', limit: 7, remaining: 1, resets_at: expect.any(String) },
    { subject: 'tenant', environment: 'live' },
    { subject: 'user', environment: 'test' },
    { subject: 'tenant', environment: 'test' },
  ]);
});

test('the list of keys shows what each has used today, with one question, and without the dispatcher its limit alone', async () => {
  const { id } = await make({ daily_limit: 3 });
  quotas().says(({ quotas: asked }: ReadQuotasRequest) => ({
    quotas: asked.map(({ subject }) => state({ subject, used: subject === `key.${id}` ? 2 : 0 })),
  }));
  const listed = async () => ((await manage('GET', '')).body.data as { id: string }[]).find((key) => key.id === id);

  gateway.canned.calls.length = 0;
  expect(await listed()).toMatchObject({ daily_limit: 3, used_today: 2 });
  expect(quotas().asked).toHaveLength(1);
  quotas().says(unavailable('The dispatcher'));
  expect(await listed()).toMatchObject({ daily_limit: 3 });
  expect(await listed()).not.toHaveProperty('used_today');
});

test('the limit of a key can be changed, and removed', async () => {
  const { id } = await make({ daily_limit: 3 });

  expect((await manage('PATCH', `/${id}`, { daily_limit: 5, name: 'Warehouse' })).body).toMatchObject({
    daily_limit: 5,
    name: 'Warehouse',
  });
  expect((await manage('PATCH', `/${id}`, { daily_limit: null })).body).toMatchObject({
    daily_limit: 500,
    name: 'Warehouse',
  });
  expect(await gateway.audited({ action: 'key.change', target: id })).toMatchObject([
    { outcome: 'allowed', actor: 'user:user-owner' },
    { outcome: 'allowed' },
  ]);
  for (const bad of [-1, 1.5, '5', 2_000_000_000])
    expectProblem(await manage('PATCH', `/${id}`, { daily_limit: bad }), 400, 'invalid_field');
  expectProblem(await manage('PATCH', `/${id}`, {}), 400, 'invalid_field');
  expectProblem(await manage('PATCH', '/000000000000', { daily_limit: 1 }), 404, 'not_found');
});

test('a key gives no key a higher limit than its own, nor itself', async () => {
  const { id, key } = await make({ daily_limit: 3 });
  const headers = { 'x-api-key': key };
  const wanted = { name: 'Another', environment: 'test', scopes: ['messages:send'] };

  expectProblem(await manage('POST', '', { ...wanted, daily_limit: 4 }, headers), 403, 'insufficient_scope');
  expectProblem(await manage('PATCH', `/${id}`, { daily_limit: 4 }, headers), 403, 'insufficient_scope');
  expectProblem(await manage('PATCH', `/${id}`, { daily_limit: null }, headers), 403, 'insufficient_scope');
  const made = (await manage('POST', '', wanted, headers)).body;
  expect((await manage('GET', `/${String(made.id)}`)).body).toMatchObject({ daily_limit: 3 });
});

test('a key that replaced another shares its daily limit, however often it is rotated', async () => {
  const { id } = await make({ daily_limit: 3 });
  const second = (await manage('POST', `/${id}/rotate`, {})).body as { id: string };
  const third = (await manage('POST', `/${second.id}/rotate`, {})).body as { key: string };

  expect(await quotasOfSend({ 'x-api-key': third.key })).toMatchObject([
    { subject: `key.${id}`, per: 'day', limit: 3 },
    OF_TENANT,
  ]);
});

test('refused calls of a key are counted by code, also those with a key that has ended', async () => {
  const { id, key } = await make({ scopes: ['messages:read'] });
  const headers = { 'x-api-key': key };
  for (let at = 0; at < 3; at++) await gateway.call('/api/v1/messages', { method: 'POST', headers, body: GOOD });
  await gateway.call('/api/v1/messages/x', { headers });
  expect((await manage('DELETE', `/${id}`)).status).toBe(204);
  await gateway.call('/api/v1/limits', { headers });
  await gateway.call('/api/v1/limits', { headers: { 'x-api-key': newApiKey('test').key } });

  const counts = await until('they are counted', async () => {
    const { data } = (await manage('GET', `/${id}/refusals`)).body as { data: { code: string; count: number }[] };
    return data.length === 3 && data;
  });
  const day = new Date().toISOString().slice(0, 10);
  expect(counts).toEqual(
    expect.arrayContaining([
      { day, code: 'insufficient_scope', count: 3 },
      { day, code: 'invalid_id', count: 1 },
      { day, code: 'unauthenticated', count: 1 },
    ]),
  );
  expectProblem(await manage('GET', '/000000000000/refusals'), 404, 'not_found');
});

test('B18 every route with a caller refuses too many calls of one key, and says when to come back', async () => {
  const url = await gateway.startReplica({ CALLS_PER_SECOND: '1' });
  const all = gateway.routes().filter(({ method }) => method !== 'HEAD');
  const { body: document } = await gateway.call('/openapi.json');
  const paths = document.paths as Record<string, Record<string, { readonly security: readonly unknown[] }>>;
  const routes = all.filter(({ method, path }) => {
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    return operation !== undefined && operation.security.length > 0;
  });
  expect(routes.length).toBeGreaterThan(40);
  const other = (await make()).key;

  for (const { method, path } of routes) {
    const headers = { 'x-api-key': (await gateway.addKey({ scopes: [...SCOPES] })).key };
    const ask = () => fetch(`${url}${path.replace(/:\w+/g, 'x')}`, { method, headers });
    const refused = (await Promise.all([ask(), ask(), ask(), ask()])).find(({ status }) => status === 429);
    expect([method, path, refused?.status]).toEqual([method, path, 429]);
    expect(refused!.headers.get('retry-after')).toBe('1');
    expect(((await refused!.json()) as { code: string }).code).toBe('rate_limited');
  }
  expect((await fetch(`${url}/api/v1/limits`, { headers: { 'x-api-key': other } })).status).toBe(200);
}, 30_000);
