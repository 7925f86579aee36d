// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { GatewayUnderTest, OTHER_TENANT, TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let headers: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  headers = { 'x-api-key': gateway.seededKey.key };
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const read = (path: string, as = headers): Promise<Answer> => gateway.call(`/api/v1/${path}`, { headers: as });
const message = () => gateway.dispatcher.messages.read;
const request = () => gateway.dispatcher.requests.read;

test('a message is shown with its attempts and timeline, and only with fields of the dispatcher', async () => {
  const answer = await read(`messages/${MESSAGE}`);

  const { attempts, ...said } = message().sample;
  const { cost_micros: micros, currency, cost_known: known, ...attempt } = attempts[0]!;
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ ...said, attempts: [{ ...attempt, cost: { micros, currency, known } }] });
  expect(message().asked).toEqual([
    { tenant: TENANT, environment: 'test', reader: `key:${gateway.seededKey.keyId}`, id: MESSAGE },
  ]);
});

test('B20 a message of another tenant answers like one that does not exist, and is audited', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const stranger = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' });
  const as = { 'x-api-key': stranger.key };
  message().refuses('not_found', 'It is of another tenant.');
  request().refuses('not_found');

  const foreign = await read(`messages/${MESSAGE}`, as);
  message().refuses('not_found', 'There is no such message.');
  const missing = await read('messages/01JD3C4V5W6X7Y8Z9A0B1C2D3F.0000', as);

  expect([foreign.status, missing.status]).toEqual([404, 404]);
  expect({ ...foreign.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
  expect((await read(`requests/${REQUEST}`, as)).status).toBe(404);
  expect(message().asked[0]).toEqual({
    tenant: OTHER_TENANT,
    environment: 'test',
    reader: `key:${stranger.keyId}`,
    id: MESSAGE,
  });
  expect(request().asked).toMatchObject([{ tenant: OTHER_TENANT, id: REQUEST }]);
  const rows = await gateway.audited({ tenant: OTHER_TENANT, outcome: 'denied' });
  expect(rows.map(({ action, target }) => [action, target])).toContainEqual(['message.read', MESSAGE]);
  expect(rows.map(({ action, target }) => [action, target])).toContainEqual(['request.read', REQUEST]);
});

test('a live key does not see messages of a test key; a user sees both', async () => {
  const live = await gateway.addKey({ environment: 'live' });

  expect((await read(`messages/${MESSAGE}`, { 'x-api-key': live.key })).status).toBe(404);
  expect((await read(`requests/${REQUEST}`, { 'x-api-key': live.key })).status).toBe(404);
  expect((await read(`messages/${MESSAGE}`, { authorization: `Bearer ${await gateway.logIn()}` })).status).toBe(200);
});

test('Postrider-Environment narrows what a user reads, and a key may only name its own', async () => {
  const user = { authorization: `Bearer ${await gateway.logIn()}` };

  for (const path of [`messages/${MESSAGE}`, `requests/${REQUEST}`]) {
    expect((await read(path, { ...user, 'postrider-environment': 'test' })).status).toBe(200);
    expect((await read(path, { ...user, 'postrider-environment': 'live' })).status).toBe(404);
    expect((await read(path, { ...headers, 'postrider-environment': 'test' })).status).toBe(200);
    expect((await read(path, { ...headers, 'postrider-environment': 'live' })).body.code).toBe('invalid_header');
  }
});

test('a request is read page by page', async () => {
  const all = Array.from({ length: 120 }, (_, n) => `${REQUEST}.${String(n).padStart(4, '0')}`);
  request().says(({ limit, after = -1 }) => {
    const last = after + limit;
    const page = all.slice(after + 1, last + 1).map((id) => ({ id, status: 'PENDING' as const, to: '+12025550123' }));
    return { ...request().sample, total: 120, items: page, ...(last < 119 && { next: last }) };
  });
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const { body } = await read(`requests/${REQUEST}?limit=50${cursor && `&cursor=${cursor}`}`);
    expect(body).toMatchObject({ id: REQUEST, total: 120, state: 'sending', counts: { PENDING: 1 } });
    seen.push(...(body.items as { id: string }[]).map((item) => item.id));
    cursor = body.next_cursor as string | null;
    expect(page).toBeLessThan(3);
  }

  expect(seen).toEqual(all);
  const reader = `key:${gateway.seededKey.keyId}`;
  const asked = { tenant: TENANT, environment: 'test', reader, id: REQUEST, limit: 50 };
  expect(request().asked).toEqual([asked, { ...asked, after: 49 }, { ...asked, after: 99 }]);
});

test('B69 a cursor is valid only for its own list and tenant', async () => {
  const [id, other] = [REQUEST, '01JD3C4V5W6X7Y8Z9A0B1C2D3F'];
  request().says({ ...request().sample, next: 0 });
  const cursor = String((await read(`requests/${id}?limit=1`)).body.next_cursor);
  const [position, mac] = cursor.split('.') as [string, string];

  for (const forged of [`1${position}.${mac}`, `${position}.${mac.slice(1)}`, position, '', '.', `${cursor}x`]) {
    const answer = await read(`requests/${id}?cursor=${forged}`);
    expect({ forged, status: answer.status, code: answer.body.code }).toEqual({
      forged,
      status: 400,
      code: 'invalid_field',
    });
  }
  expect((await read(`requests/${other}?cursor=${cursor}`)).status).toBe(400);
  expect((await read(`requests/${id}?cursor=${cursor}&cursor=${cursor}`)).status).toBe(400);
  expect((await read(`requests/${id}?cursor=${cursor}`)).status).toBe(200);
});
