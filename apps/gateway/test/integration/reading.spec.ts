// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is the in-memory ledger of this folder.
import { GatewayUnderTest, OTHER_TENANT, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let headers: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  headers = { 'x-api-key': gateway.seededKey.key };
});
afterAll(() => gateway.close());

const GOOD = { to: '+12025550123', text: 'Hello' };
const read = (path: string, as = headers): Promise<Answer> => gateway.call(`/api/v1/${path}`, { headers: as });
const send = async (): Promise<{ id: string; request_id: string }> => (await gateway.send(GOOD)).body as never;

test('a message is shown with its attempts and timeline, and never its text', async () => {
  const { id, request_id } = await send();
  const answer = await read(`messages/${id}`);

  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ id, request_id, status: 'SENT', environment: 'test', to: GOOD.to });
  expect(answer.body.attempts).toMatchObject([
    { route: 'r', outcome: 'accepted', cost: { micros: 7_500, currency: 'USD' } },
  ]);
  expect(answer.body.timeline).toMatchObject([{ kind: 'accepted', status: 'PENDING' }]);
  expect(answer.text).not.toContain(GOOD.text);
});

test('B20 a message of another tenant reads like one that never was, and is audited', async () => {
  await gateway.addTenant(OTHER_TENANT);
  const stranger = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' });
  const { id, request_id } = await send();
  const as = { 'x-api-key': stranger.key };

  const foreign = await read(`messages/${id}`, as);
  const missing = await read('messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000', as);

  expect([foreign.status, missing.status]).toEqual([404, 404]);
  expect({ ...foreign.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
  expect((await read(`requests/${request_id}`, as)).status).toBe(404);
  const rows = await gateway.audited({ tenant: OTHER_TENANT, outcome: 'denied' });
  expect(rows.map(({ action, target }) => [action, target])).toContainEqual(['message.read', id]);
  expect(rows.map(({ action, target }) => [action, target])).toContainEqual(['request.read', request_id]);
});

test('a live key does not see what a test key sent; a user sees both', async () => {
  const live = await gateway.addKey({ environment: 'live' });
  const { id, request_id } = await send();

  expect((await read(`messages/${id}`, { 'x-api-key': live.key })).status).toBe(404);
  expect((await read(`requests/${request_id}`, { 'x-api-key': live.key })).status).toBe(404);
  expect((await read(`messages/${id}`, { authorization: `Bearer ${await gateway.logIn()}` })).status).toBe(200);
});

test('Postrider-Environment narrows what a user reads, and a key may name its own alone', async () => {
  const { id, request_id } = await send();
  const user = { authorization: `Bearer ${await gateway.logIn()}` };

  for (const path of [`messages/${id}`, `requests/${request_id}`]) {
    expect((await read(path, { ...user, 'postrider-environment': 'test' })).status).toBe(200);
    expect((await read(path, { ...user, 'postrider-environment': 'live' })).status).toBe(404);
    expect((await read(path, { ...headers, 'postrider-environment': 'test' })).status).toBe(200);
    expect((await read(path, { ...headers, 'postrider-environment': 'live' })).body.code).toBe('invalid_header');
  }
});

async function sendBatch(count: number): Promise<string> {
  const { body } = await gateway.send(
    { messages: Array.from({ length: count }, () => GOOD) },
    {},
    '/api/v1/messages/batch',
  );
  return String(body.request_id);
}

test('a request is read page by page', async () => {
  const id = await sendBatch(120);
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const { body } = await read(`requests/${id}?limit=50${cursor && `&cursor=${cursor}`}`);
    expect(body).toMatchObject({ id, total: 120, state: 'sending', counts: { PENDING: 120 } });
    seen.push(...(body.items as { id: string }[]).map((item) => item.id));
    cursor = body.next_cursor as string | null;
    expect(page).toBeLessThan(3);
  }

  expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `${id}.${String(n).padStart(4, '0')}`));
});

test('B69 a cursor is good for its own list and tenant alone', async () => {
  const [id, other] = [await sendBatch(3), await sendBatch(3)];
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
