// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is in memory.
import { connect } from 'node:net';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let key: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  key = { 'x-api-key': gateway.seededKey.key };
});
afterAll(() => gateway.close());
beforeEach(() => gateway.deadLetters.clear());

const PATH = '/api/v1/dead-letters';
const get = (path = '', headers = key): Promise<Answer> => gateway.call(`${PATH}${path}`, { headers });
const post = (path: string, body?: unknown, headers = key): Promise<Answer> =>
  gateway.call(`${PATH}${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
const idsOf = ({ body }: Answer) => (body.data as { id: string }[]).map(({ id }) => id);
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

test('they are read page by page, newest first, each key those of its own environment', async () => {
  const all = Array.from({ length: 5 }, () => gateway.deadLetters.add(TENANT).id).toReversed();
  gateway.deadLetters.add(TENANT, { environment: 'live' });
  gateway.deadLetters.add(OTHER_TENANT);
  const first = await get('?limit=3');
  const second = await get(`?limit=3&cursor=${String(first.body.next_cursor)}`);

  expect([...idsOf(first), ...idsOf(second)]).toEqual(all);
  expect(second.body.next_cursor).toBeNull();
  const user = { authorization: `Bearer ${await gateway.logIn()}` };
  expect(idsOf(await get('', user))).toHaveLength(6);
  expect(idsOf(await get('', { ...user, 'postrider-environment': 'live' }))).toHaveLength(1);
});

test('they are chosen by state, category, route and time', async () => {
  const wanted = { category: 'alert', route: 'acme-11111111', created_at: '2030-02-01T00:00:00.000Z' } as const;
  const { id } = gateway.deadLetters.add(TENANT, { ...wanted, state: 'abandoned' });
  gateway.deadLetters.add(TENANT);

  for (const query of [
    'state=abandoned',
    'category=alert',
    'route=acme-11111111',
    'from=2030-01-15T00:00:00Z&until=2030-02-01T01:00:00%2B01:00&category=alert',
    'from=2030-01-15T00:00:00Z',
  ])
    expect([query, idsOf(await get(`?${query}`))]).toEqual([query, query.includes('until') ? [] : [id]]);
});

test('they are counted', async () => {
  gateway.deadLetters.add(TENANT, { category: 'alert' });
  gateway.deadLetters.add(TENANT, { state: 'abandoned' });
  gateway.deadLetters.add(TENANT, { environment: 'live' });

  expect((await get('/stats')).body).toEqual({
    by_state: { pending: 1, abandoned: 1 },
    by_route: { 'acme-0a1b2c3d': 1 },
    by_category: { alert: 1 },
    oldest_pending_at: '2030-01-01T00:00:00.000Z',
  });
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
});

test('B69 a cursor is good for its own list and tenant alone', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const stranger = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' });
  for (let n = 0; n < 3; n++) gateway.deadLetters.add(TENANT);
  const cursor = String((await get('?limit=1')).body.next_cursor);

  expect((await get(`?cursor=${cursor}`)).status).toBe(200);
  expect((await get(`?cursor=${cursor}`, { 'x-api-key': stranger.key })).status).toBe(400);
  expect((await post('/retry', { cursor })).status).toBe(400);
});

test('one is sent again under the policy of its tenant, and repeating the call answers the same message', async () => {
  const { id } = gateway.deadLetters.add(TENANT);
  const first = await post(`/${id}/retry`);
  const again = await post(`/${id}/retry`, {});

  expect(first.status).toBe(202);
  expect(first.body).toEqual({ id, retried_as: expect.stringMatching(/^[0-9A-Z]{26}\.0000$/) });
  expect(again.body).toEqual(first.body);
  expect(gateway.deadLetters.retries[0]).toMatchObject({
    policy: { destinations: ['US'] },
    by: `key:${gateway.seededKey.keyId}`,
    environment: 'test',
    accept_duplicate: false,
  });
  expect(await gateway.audited({ action: 'dead_letter.retry', target: id })).toMatchObject([
    { outcome: 'allowed' },
    { outcome: 'allowed' },
  ]);
});

test('B36 a client that hangs up before the answer learns by repeating', async () => {
  const { id } = gateway.deadLetters.add(TENANT);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${PATH}/${id}/retry HTTP/1.1\r\nhost: x\r\nx-api-key: ${gateway.seededKey.key}\r\ncontent-length: 0\r\n\r\n`,
  );
  await until('the call arrived', () => gateway.deadLetters.retries.length === 1);
  socket.destroy();

  const again = await post(`/${id}/retry`);

  expect(again.status).toBe(202);
  expect(idsOf(await get('?state=retried'))).toEqual([id]);
  expect((await get()).body.data).toMatchObject([{ retried_as: again.body.retried_as }]);
});

test('one that may have been sent is sent again only when that is accepted', async () => {
  const { id } = gateway.deadLetters.add(TENANT, { may_be_duplicate: true });

  expect(refusal(await post(`/${id}/retry`))).toEqual({ status: 409, code: 'not_retryable' });
  expect((await post(`/${id}/retry`, { accept_duplicate: true })).status).toBe(202);
});

test('one that would not be accepted today stays as it is, and the answer says why', async () => {
  const { id } = gateway.deadLetters.add(TENANT, { to: '+447700900123' });
  const { status, body } = await post(`/${id}/retry`);

  expect({ status, ...body }).toMatchObject({
    status: 409,
    code: 'not_retryable',
    detail: 'Texts to this destination are not allowed.',
  });
});

test('many are sent again, and those that are not are named with the reason', async () => {
  const good = [gateway.deadLetters.add(TENANT).id, gateway.deadLetters.add(TENANT).id];
  const { id: doubtful } = gateway.deadLetters.add(TENANT, { may_be_duplicate: true });
  gateway.deadLetters.add(TENANT, { category: 'alert' });
  const first = await post('/retry', { category: 'general', limit: 2 });
  const second = await post('/retry', { category: 'general', limit: 2, cursor: first.body.next_cursor });

  expect(first.body).toMatchObject({
    retried: [{ id: good[1] }],
    skipped: [{ id: doubtful, reason: 'may_be_duplicate' }],
  });
  expect(second.body).toMatchObject({ retried: [{ id: good[0] }], skipped: [], next_cursor: null });
  expect(gateway.deadLetters.retries[0]).toMatchObject({
    state: 'pending',
    limit: 2,
    policy: { destinations: ['US'] },
  });
  expect(await gateway.audited({ action: 'dead_letters.retry' })).toMatchObject([
    { outcome: 'allowed', reason: 'retried=1 skipped=1' },
    { outcome: 'allowed', reason: 'retried=1 skipped=0' },
  ]);
});

test('one is given up, unless it was sent again', async () => {
  const { id } = gateway.deadLetters.add(TENANT);
  const { id: sentAgain } = gateway.deadLetters.add(TENANT, { state: 'retried' });
  const given = await post(`/${id}/abandon`, { reason: 'The appointment is over.' });

  expect(given.body).toMatchObject({ id, state: 'abandoned', reason: 'The appointment is over.' });
  expect(refusal(await post(`/${id}/retry`))).toEqual({ status: 409, code: 'not_retryable' });
  expect(refusal(await post(`/${sentAgain}/abandon`))).toEqual({ status: 409, code: 'not_retryable' });
  expect(JSON.stringify(await gateway.audited({ action: 'dead_letter.abandon' }))).not.toContain('appointment');
});

test('those of the other environment are not there for a key', async () => {
  const { id } = gateway.deadLetters.add(TENANT, { environment: 'live' });

  expect((await post(`/${id}/retry`)).status).toBe(404);
  expect((await post(`/${id}/abandon`)).status).toBe(404);
});

const SOME = '01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000';
test.each([
  ['x/retry', {}, 400, 'invalid_id'],
  ['01JD3C4V5W6X7Y8Z9A0B1C2D3E/abandon', {}, 400, 'invalid_id'],
  [`${SOME}/retry`, { accept_duplicate: 'yes' }, 400, 'invalid_field'],
  [`${SOME}/retry`, { force: true }, 400, 'unknown_field'],
  [`${SOME}/retry`, [], 400, 'invalid_json'],
  [`${SOME}/abandon`, { reason: '' }, 400, 'invalid_field'],
  [`${SOME}/abandon`, { reason: 'x'.repeat(201) }, 400, 'invalid_field'],
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
  expect(gateway.deadLetters.retries).toEqual([]);
});
