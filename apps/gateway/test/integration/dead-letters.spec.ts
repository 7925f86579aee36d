// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { connect } from 'node:net';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let key: Record<string, string>;
/** The principal of the seeded key in calls to the dispatcher. */
let asKey: Record<string, unknown>;
let seen: Record<string, unknown>;
/** What the sends of the seeded key use. */
let quotas: readonly object[];
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  key = { 'x-api-key': gateway.seededKey.key };
  const name = `key:${gateway.seededKey.keyId}`;
  seen = { tenant: TENANT, environment: 'test', reader: name };
  asKey = { ...seen, by: name };
  quotas = [{ subject: `key.${gateway.seededKey.keyId}`, per: 'day', limit: 20_000, zone: 'UTC' }];
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.canned.forget();
  await gateway.mongo.session.collection('audit_logs').deleteMany({});
});

const PATH = '/api/v1/dead-letters';
const ID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
const get = (path = '', headers = key): Promise<Answer> => gateway.call(`${PATH}${path}`, { headers });
const post = (path: string, body?: unknown, headers = key): Promise<Answer> =>
  gateway.call(`${PATH}${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const dead = () => gateway.dispatcher.deadLetters;
/** A page of the dispatcher with these ids. */
const page = (...ids: readonly string[]) => ids.map((id) => ({ ...dead().list.sample.items[0]!, id }));

test('they are read page by page as the dispatcher orders them, each key those of its own environment', async () => {
  const [one, two, three] = ['0003', '0002', '0001'].map((position) => ID.replace('0000', position)) as [
    string,
    string,
    string,
  ];
  dead().list.saysNext({ items: page(one, two), next: two }, { items: page(three) });
  const first = await get('?limit=2');
  const second = await get(`?limit=2&cursor=${String(first.body.next_cursor)}`);

  expect([first.body.data, second.body.data]).toEqual([page(one, two), page(three)]);
  expect(second.body.next_cursor).toBeNull();
  const user = { authorization: `Bearer ${await gateway.logIn()}` };
  await get('', user);
  await get('', { ...user, 'postrider-environment': 'live' });
  const owner = { reader: expect.stringMatching(/^user:/), reads_content: true };
  expect(dead().list.asked).toEqual([
    { ...seen, limit: 2 },
    { ...seen, limit: 2, after: two },
    { tenant: TENANT, ...owner, limit: expect.any(Number) },
    { tenant: TENANT, ...owner, environment: 'live', limit: expect.any(Number) },
  ]);
});

test.each([
  ['state=abandoned', { state: 'abandoned' }],
  ['category=alert', { category: 'alert' }],
  ['route=acme-11111111', { route: 'acme-11111111' }],
  [
    'from=2030-01-15T00:00:00Z&until=2030-02-01T01:00:00%2B01:00&category=alert',
    { from: '2030-01-15T00:00:00.000Z', until: '2030-02-01T00:00:00.000Z', category: 'alert' },
  ],
  ['from=2030-01-15T00:00:00Z', { from: '2030-01-15T00:00:00.000Z' }],
])('they are filtered by %s, and so are their counts', async (query, choice) => {
  expect((await get(`?${query}`)).body.data).toEqual(dead().list.sample.items);
  expect((await get(`/stats?${query}`)).status).toBe(200);

  const asked = { ...seen, ...choice };
  expect(dead().list.asked).toEqual([{ ...asked, limit: expect.any(Number) }]);
  expect(dead().stats.asked).toEqual([asked]);
});

test('they are counted', async () => {
  expect((await get('/stats')).body).toEqual({
    by_state: { pending: 1, abandoned: 1 },
    by_route: { 'acme-0a1b2c3d': 1 },
    by_category: { general: 1 },
    oldest_pending_at: '2030-01-01T00:00:00.000Z',
  });
  expect(dead().stats.asked).toEqual([seen]);
});

test.each([
  ['limit=0', 'invalid_field'],
  ['limit=-1', 'invalid_field'],
  ['limit=101', 'invalid_field'],
  ['limit=1e9', 'invalid_field'],
  ['limit=abc', 'invalid_field'],
  ['limit=', 'invalid_field'],
  ['limit=1&limit=2', 'invalid_field'],
  ['skip=10', 'unknown_field'],
  ['sort=$where', 'unknown_field'],
  ['status[$ne]=x', 'unknown_field'],
  ['state[$ne]=x', 'unknown_field'],
  ['constructor=x', 'unknown_field'],
  ['state=dead', 'invalid_field'],
  ['state=pending&state=retried', 'invalid_field'],
  ['category=spam', 'invalid_field'],
  ['route=a%2Fb', 'invalid_field'],
  ['from=yesterday', 'invalid_field'],
  ['from=2030-01-01', 'invalid_field'],
  ['until=2030-02-30T00:00:00Z', 'invalid_field'],
  ['from=2030-01-02T00:00:00Z&until=2030-01-01T00:00:00Z', 'invalid_field'],
  ['from=2030-01-01T00:00:00Z&until=2030-01-01T00:00:00Z', 'invalid_field'],
  ['from=2020-01-01T00:00:00Z&until=2030-01-01T00:00:00Z', 'invalid_field'],
  ['cursor=', 'invalid_field'],
  ['cursor=1.AAAAAAAAAAAAAAAAAAAAAA', 'invalid_field'],
])('B69 %s is refused', async (query, code) => {
  expect(refusal(await get(`?${query}`))).toEqual({ status: 400, code });
  expect(gateway.canned.calls).toEqual([]);
});

test('B69 a cursor is valid only for its own list and tenant', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const stranger = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' });
  dead().list.says({ items: page(ID), next: ID });
  const cursor = String((await get('?limit=1')).body.next_cursor);

  expect((await get(`?cursor=${cursor}`)).status).toBe(200);
  expect((await get(`?cursor=${cursor}`, { 'x-api-key': stranger.key })).status).toBe(400);
  expect((await post('/retry', { cursor })).status).toBe(400);
});

test('one is sent again under the policy and the quotas of its caller, and repeating the call makes the same call again', async () => {
  const first = await post(`/${ID}/retry`);
  const again = await post(`/${ID}/retry`, {});

  expect({ status: first.status, body: first.body }).toEqual({ status: 202, body: dead().retry.sample });
  expect({ status: again.status, body: again.body }).toEqual({ status: 202, body: first.body });
  const policy = { destinations: ['US'] };
  expect(dead().retry.asked).toEqual(Array(2).fill({ ...asKey, id: ID, policy, quotas, accept_duplicate: false }));
  expect(await gateway.audited({ action: 'dead_letter.retry', target: ID })).toMatchObject([
    { outcome: 'allowed' },
    { outcome: 'allowed' },
  ]);
});

test('B36 a client that disconnects before the answer gets it by repeating', async () => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${PATH}/${ID}/retry HTTP/1.1\r\nhost: x\r\nx-api-key: ${gateway.seededKey.key}\r\ncontent-length: 0\r\n\r\n`,
  );
  await until('the call arrived', () => dead().retry.asked.length === 1);
  socket.destroy();

  const again = await post(`/${ID}/retry`);

  expect({ status: again.status, body: again.body }).toEqual({ status: 202, body: dead().retry.sample });
  expect(dead().retry.asked[1]).toEqual(dead().retry.asked[0]);
});

test('one that the dispatcher refuses to send again is 409 with its sentence, and audited', async () => {
  dead().retry.refuses('not_retryable', 'Texts to this destination are not allowed.');
  const { status, body } = await post(`/${ID}/retry`);

  expect({ status, ...body }).toMatchObject({
    status: 409,
    code: 'not_retryable',
    detail: 'Texts to this destination are not allowed.',
  });
  expect(await gateway.audited({ action: 'dead_letter.retry', target: ID })).toMatchObject([
    { outcome: 'denied', reason: 'not_retryable' },
  ]);
});

test('the acceptance of a duplicate is passed on', async () => {
  expect((await post(`/${ID}/retry`, { accept_duplicate: true })).status).toBe(202);
  expect((await post('/retry', { accept_duplicate: true })).status).toBe(200);

  const asked = [...dead().retry.asked, ...dead().retryMany.asked];
  expect(asked.map(({ accept_duplicate }) => accept_duplicate)).toEqual([true, true]);
});

test('many are sent again, and those that are not are listed with the reason', async () => {
  const { retried, skipped } = dead().retryMany.sample;
  dead().retryMany.saysNext({ retried, skipped, next: ID }, { retried, skipped: [] });
  const first = await post('/retry', { category: 'general', limit: 2 });
  const second = await post('/retry', { category: 'general', limit: 2, cursor: first.body.next_cursor });

  expect(first.body).toEqual({ retried, skipped, next_cursor: expect.any(String) });
  expect(second.body).toEqual({ retried, skipped: [], next_cursor: null });
  const asked = { category: 'general', limit: 2, state: 'pending', policy: { destinations: ['US'] }, quotas };
  expect(dead().retryMany.asked).toEqual([
    { ...asKey, ...asked, accept_duplicate: false },
    { ...asKey, ...asked, accept_duplicate: false, after: ID },
  ]);
  expect(await gateway.audited({ action: 'dead_letters.retry' })).toMatchObject([
    { outcome: 'allowed', reason: 'retried=1 skipped=1' },
    { outcome: 'allowed', reason: 'retried=1 skipped=0' },
  ]);
});

test('one is abandoned, unless the dispatcher refuses, and the reason is not audited', async () => {
  const reason = 'The appointment is over.';
  const given = await post(`/${ID}/abandon`, { reason });
  dead().abandon.refuses('not_retryable');

  expect({ status: given.status, body: given.body }).toEqual({ status: 200, body: dead().abandon.sample });
  expect(dead().abandon.asked).toEqual([{ ...asKey, id: ID, reason }]);
  expect(refusal(await post(`/${ID}/abandon`))).toEqual({ status: 409, code: 'not_retryable' });
  const rows = await gateway.audited({ action: 'dead_letter.abandon' });
  expect(rows).toMatchObject([{ outcome: 'allowed' }, { outcome: 'denied', reason: 'not_retryable' }]);
  expect(JSON.stringify(rows)).not.toContain('appointment');
});

test('a key sees those of its own environment, and a missing one is 404', async () => {
  dead().retry.refuses('not_found');
  dead().abandon.refuses('not_found');

  expect((await post(`/${ID}/retry`)).status).toBe(404);
  expect((await post(`/${ID}/abandon`)).status).toBe(404);
  const asked = [...dead().retry.asked, ...dead().abandon.asked];
  expect(asked.map(({ tenant, environment }) => [tenant, environment])).toEqual(Array(2).fill([TENANT, 'test']));
});

test.each([
  ['x/retry', {}, 400, 'invalid_id'],
  ['01JD3C4V5W6X7Y8Z9A0B1C2D3E/abandon', {}, 400, 'invalid_id'],
  [`${ID}/retry`, { accept_duplicate: 'yes' }, 400, 'invalid_field'],
  [`${ID}/retry`, { force: true }, 400, 'unknown_field'],
  [`${ID}/retry`, [], 400, 'invalid_json'],
  [`${ID}/abandon`, { reason: '' }, 400, 'invalid_field'],
  [`${ID}/abandon`, { reason: 'x'.repeat(201) }, 400, 'invalid_field'],
  ['retry', { state: 'abandoned' }, 400, 'invalid_field'],
  ['retry', { limit: 501 }, 400, 'invalid_field'],
  ['retry', { limit: 0 }, 400, 'invalid_field'],
  ['retry', { from: '2030-01-02T00:00:00Z', until: '2030-01-01T00:00:00Z' }, 400, 'invalid_field'],
  ['retry', { from: '2030-01-02' }, 400, 'invalid_field'],
  ['retry', { route: { $ne: 'x' } }, 400, 'invalid_field'],
  ['retry', { environment: 'live' }, 400, 'unknown_field'],
  ['retry', { cursor: 'forged' }, 400, 'invalid_field'],
])('POST %s %j is refused', async (path, body, status, code) => {
  expect(refusal(await post(`/${path}`, body))).toEqual({ status, code });
  expect(gateway.canned.calls).toEqual([]);
});
