// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';
import { addUser } from './people.ts';

let gateway: GatewayUnderTest;
let key: Record<string, string>;
let seen: Record<string, unknown>;
let admin: { readonly authorization: string };
beforeAll(async () => {
  gateway = await GatewayUnderTest.start({ SEED_DEFAULT_REGION: 'US' });
  key = { 'x-api-key': gateway.seededKey.key };
  seen = { tenant: TENANT, environment: 'test', reader: `key:${gateway.seededKey.keyId}` };
  admin = await addUser(gateway, 'admin');
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const TO = '+12025550123';
const get = (path: string, headers: Record<string, string> = key): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = key): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method: 'POST', body, headers });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

test.each([
  ['', {}],
  ['?status=SENT', { status: ['SENT'] }],
  ['?status=SENT,FAILED&category=otp', { status: ['FAILED', 'SENT'], category: 'otp' }],
  ['?route=acme-0a1b2c3d&environment=live', { route: 'acme-0a1b2c3d', environment: 'live' }],
  ['?channel=mms', { channel: 'mms' }],
  ['?created_by=user:u', { created_by: 'user:u' }],
  ['?client_ref=order%207&subject_ref=p', { client_ref: 'order 7', subject_ref: 'p' }],
  [`?request=${REQUEST}`, { request: REQUEST }],
  [
    '?from=2030-01-01T00:00:00Z&until=2030-02-01T00:00:00%2B01:00',
    { from: '2030-01-01T00:00:00.000Z', until: '2030-01-31T23:00:00.000Z' },
  ],
])('messages%s asks the dispatcher for %j', async (query, where) => {
  const answer = await get(`messages${query}`);

  expect(answer.body).toEqual({ data: gateway.dispatcher.messages.list.sample.items, next_cursor: null });
  expect(gateway.dispatcher.messages.list.asked).toEqual([{ ...seen, where, limit: 50 }]);
});

test('messages and requests are read page by page, and a cursor is valid only for its own list', async () => {
  const { messages, requests } = gateway.dispatcher;
  messages.list.says({ ...messages.list.sample, next: MESSAGE });
  requests.list.says({ ...requests.list.sample, next: REQUEST });

  const [one, two] = [(await get('messages?limit=1')).body, (await get('requests?limit=1')).body];
  await get(`messages?limit=1&cursor=${String(one.next_cursor)}`);
  await get(`requests?limit=1&cursor=${String(two.next_cursor)}`);

  expect(messages.list.asked[1]).toEqual({ ...seen, where: {}, limit: 1, after: MESSAGE });
  expect(requests.list.asked[1]).toEqual({ ...seen, where: {}, limit: 1, after: REQUEST });
  for (const path of [`messages?cursor=${String(two.next_cursor)}`, `requests?cursor=${String(one.next_cursor)}`])
    expect(refusal(await get(path))).toEqual({ status: 400, code: 'invalid_field' });
  const search = await post('messages/search', { to: TO, cursor: one.next_cursor });
  expect(refusal(search)).toEqual({ status: 400, code: 'invalid_field' });
});

const BAD = [
  'limit=0',
  'limit=-1',
  'limit=1e9',
  'limit=abc',
  'limit=101',
  'cursor=x.y',
  'cursor=',
  'from=2030-02-01T00:00:00Z&until=2030-01-01T00:00:00Z',
  'from=2020-01-01T00:00:00Z&until=2030-01-01T00:00:00Z',
  'from=2030-02-30T00:00:00Z',
  'environment=staging',
  'created_by=%00',
  'created_by=user:a&created_by=user:b',
] as const;
const BAD_OF_MESSAGES = [
  'status=sent',
  'status=SENT,SENT',
  'status=',
  'status=SENT&status=FAILED',
  'category=news',
  'channel=fax',
  'route=../x',
  'client_ref=',
  'subject_ref=%00',
  `client_ref=${'x'.repeat(129)}`,
  'request=1',
] as const;
const UNKNOWN = ['skip=1', 'sort=$where', 'status[$ne]=x', 'to=%2B12025550123', 'text=x'] as const;

test.each([...BAD.map((it) => `requests?${it}`), ...[...BAD, ...BAD_OF_MESSAGES].map((it) => `messages?${it}`)])(
  'B69 %s is 400 invalid_field, and the dispatcher is not asked',
  async (path) => {
    expect(refusal(await get(path))).toEqual({ status: 400, code: 'invalid_field' });
    expect(gateway.canned.calls).toEqual([]);
  },
);

test.each(UNKNOWN.flatMap((it) => [`messages?${it}`, `requests?${it}`]))(
  'B69 %s is 400 unknown_field',
  async (path) => {
    expect(refusal(await get(path))).toEqual({ status: 400, code: 'unknown_field' });
    expect(gateway.canned.calls).toEqual([]);
  },
);

test('a search names the number, the region of the tenant, the text and the filters, and goes on with its count', async () => {
  const { search } = gateway.dispatcher.messages;
  search.says({ ...search.sample, next: MESSAGE, searched: 900 });
  const wanted = { to: '(202) 555-0123', text: 'tomorrow', status: ['SENT'], limit: 2 };

  const { body } = await post('messages/search', wanted);
  await post('messages/search', { ...wanted, cursor: body.next_cursor });

  expect(body).toMatchObject({ data: search.sample.items, searched: 900 });
  const asked = {
    ...seen,
    to: wanted.to,
    text: 'tomorrow',
    default_region: 'US',
    where: { status: ['SENT'] },
    limit: 2,
  };
  expect(search.asked).toEqual([
    { ...asked, searched: 0 },
    { ...asked, searched: 900, after: MESSAGE },
  ]);
});

test.each([
  ['B70 .* fifty times', { text: '.*'.repeat(50) }, 200, undefined],
  ['B70 a nested quantifier', { text: '(a+)+$' }, 200, undefined],
  ['B70 a term of 10 KB', { text: 'a'.repeat(10_240) }, 422, 'invalid_text'],
  ['an empty term', { text: '' }, 422, 'invalid_text'],
  ['half a surrogate pair', { text: '\ud800' }, 422, 'invalid_text'],
  ['neither number nor text', { status: ['SENT'] }, 400, 'invalid_field'],
  ['a number that is an object', { to: { $gt: '' } }, 400, 'invalid_field'],
  ['a text that is a list', { text: ['a'] }, 400, 'invalid_field'],
  ['an unknown status', { to: TO, status: ['sent'] }, 400, 'invalid_field'],
  ['no status', { to: TO, status: [] }, 400, 'invalid_field'],
  ['until before from', { to: TO, from: '2030-02-01T00:00:00Z', until: '2030-01-01T00:00:00Z' }, 400, 'invalid_field'],
  ['a page of 1,000', { to: TO, limit: 1_000 }, 400, 'invalid_field'],
  ['a forged cursor', { to: TO, cursor: 'MDFK.x' }, 400, 'invalid_field'],
  ['an unknown field', { to: TO, sort: '$where' }, 400, 'unknown_field'],
  ['a tenant', { to: TO, tenant: '00000002' }, 400, 'unknown_field'],
])('a search with %s: %j', async (_, body, status, code) => {
  expect(refusal(await post('messages/search', body))).toEqual({ status, code });
});

test('each list or search that shows content of others leaves one row; a search of texts always does', async () => {
  const rows = async () => (await gateway.audited({ action: 'content.read' })).map(({ reason }) => reason);
  const before = (await rows()).length;
  const { search } = gateway.dispatcher.messages;

  await get('messages', admin);
  await post('messages/search', { to: TO }, admin);
  search.says({ items: [], searched: 70 });
  await post('messages/search', { to: TO }, admin);
  await post('messages/search', { text: 'tomorrow' }, admin);
  await post('messages/search', { text: 'tomorrow' });

  expect((await rows()).slice(before)).toEqual(['messages=1', 'messages=1', 'searched=70 messages=0']);
});

test.each([
  ['?created_by=user:u&environment=test', { created_by: 'user:u', environment: 'test' }],
  ['?from=2030-01-01T00:00:00Z', { from: '2030-01-01T00:00:00.000Z' }],
])('requests%s asks the dispatcher for %j', async (query, where) => {
  const { list } = gateway.dispatcher.requests;

  expect((await get(`requests${query}`)).body).toEqual({ data: list.sample.items, next_cursor: null });
  expect(list.asked).toEqual([{ ...seen, where, limit: 50 }]);
});

test('a refresh answers what the caller sees, and names the rest', async () => {
  const { refresh } = gateway.dispatcher.requests;
  const missing = '01JD3C4V5W6X7Y8Z9A0B1C2D3F';

  const { body } = await post('requests/refresh', { ids: [missing, REQUEST] });

  expect(body).toEqual({ data: refresh.sample.items, not_found: [missing] });
  expect(refresh.asked).toEqual([{ ...seen, ids: [missing, REQUEST] }]);
});

test.each([
  ['no ids', { ids: [] }],
  ['101 ids', { ids: Array.from({ length: 101 }, (_, n) => REQUEST.slice(0, 23) + String(n).padStart(3, '0')) }],
  ['an id twice', { ids: [REQUEST, REQUEST] }],
  ['the id of a message', { ids: [MESSAGE] }],
  ['an operator', { ids: { $ne: null } }],
  ['nothing', {}],
])('a refresh of %s is 400 invalid_field', async (_, body) => {
  expect(refusal(await post('requests/refresh', body))).toEqual({ status: 400, code: 'invalid_field' });
  expect(gateway.canned.calls).toEqual([]);
});
