// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { PostriderError } from '#libs/kernel';
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let by: string;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  by = `key:${gateway.seededKey.keyId}`;
});
afterAll(() => gateway.close());
beforeEach(async () => {
  gateway.canned.forget();
  await gateway.mongo.session.collection('audit_logs').deleteMany({});
});

const ROUTE = 'acme-0a1b2c3d';
const call = (path: string, method: string, body?: unknown, headers = {}): Promise<Answer> =>
  gateway.call(`/api/v1/prices${path}`, {
    method,
    headers: { 'x-api-key': gateway.seededKey.key, ...headers },
    ...(body !== undefined && { body }),
  });
const bring = (file: string, type = 'text/csv') => call('/import', 'POST', file, { 'content-type': type });
const prices = () => gateway.dispatcher.prices;
const sample = () => prices().list.sample.items[0]!;
const lastCall = () => gateway.canned.calls.at(-1)!.request;
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const actions = async () =>
  (await gateway.audited({})).map(({ action, outcome, target, reason }) => ({ action, outcome, target, reason }));
const WANTED = { route: ROUTE, country: 'US', price_micros: 7_500, currency: 'USD' };

test('a price is saved for a segment of a text unless it says otherwise, and audited', async () => {
  const { status, body } = await call('', 'POST', WANTED);
  await call('', 'POST', { ...WANTED, channel: 'mms', prefix: '1202', valid_from: '2030-01-01T00:00:00Z' });

  expect([status, body]).toEqual([200, sample()]);
  const of = { tenant: TENANT, environment: 'test', by };
  expect(gateway.canned.calls.map(({ request }) => request)).toEqual([
    { ...of, price: { ...WANTED, channel: 'sms' } },
    { ...of, price: { ...WANTED, channel: 'mms', prefix: '1202', valid_from: '2030-01-01T00:00:00Z' } },
  ]);
  expect((await actions())[0]).toEqual({
    action: 'price.save',
    outcome: 'allowed',
    target: sample().id,
    reason: '7500 USD',
  });
});

test.each<[string, object, string]>([
  ['no route', { route: undefined }, 'invalid_field'],
  ['a country that is none', { country: 'XX' }, 'invalid_field'],
  ['a price below 0', { price_micros: -1 }, 'invalid_field'],
  ['a price with a fraction', { price_micros: 0.5 }, 'invalid_field'],
  ['a price that is a text', { price_micros: '7500' }, 'invalid_field'],
  ['a currency that is none', { currency: 'usd' }, 'invalid_field'],
  ['a day without a time', { valid_from: '2030-01-01' }, 'invalid_field'],
  ['a channel that is none', { channel: 'fax' }, 'invalid_field'],
  ['an unknown field', { price: 1 }, 'unknown_field'],
  ['a route that is a condition', { route: { $gt: '' } }, 'invalid_field'],
])('%s is refused', async (_name, over, code) => {
  expect(refusal(await call('', 'POST', { ...WANTED, ...over }))).toEqual({ status: 400, code });
  expect(gateway.canned.calls).toEqual([]);
});

test('what the dispatcher refuses is answered, and audited', async () => {
  prices().save.saysNext(new PostriderError('not_found', 'There is no route with this id.'));

  expect(refusal(await call('', 'POST', WANTED))).toEqual({ status: 404, code: 'not_found' });
  expect(await actions()).toMatchObject([{ action: 'price.save', outcome: 'denied' }]);
});

test('they are read page by page, also of one route', async () => {
  prices().list.saysNext({ items: [sample()], next: sample().id }, { items: [] });

  const first = await call(`?limit=1&route=${ROUTE}`, 'GET');
  const second = await call(`?limit=1&cursor=${String(first.body.next_cursor)}`, 'GET');

  expect(first.body.data).toEqual([sample()]);
  expect(prices().list.asked).toEqual([
    { tenant: TENANT, environment: 'test', route: ROUTE, limit: 1 },
    { tenant: TENANT, environment: 'test', limit: 1, after: sample().id },
  ]);
  expect(second.body).toEqual({ data: [], next_cursor: null });
  expect(refusal(await call('?route=%20', 'GET'))).toEqual({ status: 400, code: 'invalid_field' });
});

test('B40 a file is imported, and lines that cannot be read are named with those that the dispatcher refuses', async () => {
  const file =
    'Route;Country;Prefix;Price_micros;Currency;Valid_from\r\n' +
    `${ROUTE};US;;7500;USD;\r\n` +
    `${ROUTE};XX;;7500;USD;\r\n` +
    `${ROUTE};IR;'+98912;95000;credits;2030-01-01T00:00:00Z\r\n` +
    `${ROUTE};IR;;9.5;USD;\r\n`;

  const { status, body } = await bring(file);

  expect(status).toBe(200);
  expect(lastCall()).toEqual({
    tenant: TENANT,
    environment: 'test',
    by,
    lines: [
      { route: ROUTE, channel: 'sms', country: 'US', price_micros: 7_500, currency: 'USD', line: 2 },
      {
        route: ROUTE,
        channel: 'sms',
        country: 'IR',
        prefix: '+98912',
        price_micros: 95_000,
        currency: 'credits',
        valid_from: '2030-01-01T00:00:00Z',
        line: 4,
      },
    ],
  });
  const named = (body.errors as { line: number; code: string }[]).map(({ line, code }) => [line, code]);
  expect(named).toEqual([
    [3, 'invalid_field'],
    [4, 'invalid_field'],
    [5, 'invalid_field'],
  ]);
  expect(body).toMatchObject({ saved: 2, known: 1, refused: 3 });
  expect(await actions()).toMatchObject([{ action: 'prices.import', reason: 'saved=2 known=1 refused=3' }]);
});

test('lines of JSON are imported too', async () => {
  await bring(`${JSON.stringify(WANTED)}\n`, 'application/x-ndjson');

  expect(lastCall()).toMatchObject({ lines: [{ ...WANTED, channel: 'sms', line: 1 }] });
});

test.each<[string, string]>([
  ['no names', `${ROUTE},US,7500,USD\n`],
  ['no column for the currency', `route,price_micros\n${ROUTE},7500\n`],
  ['5,001 prices', `route,price_micros,currency\n${'a-0a1b2c3d,1,USD\n'.repeat(5_001)}`],
])('B40 a file with %s is refused whole', async (_name, file) => {
  expect(refusal(await bring(file))).toEqual({ status: 422, code: 'invalid_batch' });
  expect(gateway.canned.calls).toEqual([]);
});

test('a price is deleted, and audited', async () => {
  const { id } = sample();
  expect((await call(`/${id}`, 'DELETE')).status).toBe(204);

  expect(lastCall()).toEqual({ tenant: TENANT, environment: 'test', by, id });
  expect(await actions()).toMatchObject([{ action: 'price.delete', target: id, outcome: 'allowed' }]);
  expect(refusal(await call('/x', 'DELETE'))).toEqual({ status: 400, code: 'invalid_id' });
});
