// Real: gateway, HTTP, MongoDB, NATS. The dispatcher's side of the bus is in memory.
import { GatewayUnderTest, type Answer } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
let key: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  key = { 'x-api-key': gateway.seededKey.key };
});
afterAll(() => gateway.close());

const TO = '+12025550123';
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const post = (path: string, body?: unknown, headers = key): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });
const sendBatch = async (messages: readonly unknown[]): Promise<string> =>
  String((await gateway.send({ messages }, {}, '/api/v1/messages/batch')).body.request_id);

test('a message is sent at a time, by a sender and a route of its own, and shown with them', async () => {
  const options = { send_at: inDays(1), sender: 'Acme', route: 'acme-0a1b2c3d' };
  const { body } = await gateway.send({ to: TO, text: 'x', ...options });
  const shown = await gateway.call(`/api/v1/messages/${String(body.id)}`, { headers: key });

  expect(gateway.ledger.calls.at(-1)!.items).toMatchObject([options]);
  expect(shown.body).toMatchObject({
    send_at: options.send_at,
    sender: 'Acme',
    explanation: { policy: 3, rule_name: 'all', routes: ['r'], skipped: [{ route: 's', reason: 'disabled' }] },
  });
});

test('a batch gives time, sender and route for all its messages', async () => {
  const defaults = { text: 'x', send_at: inDays(1), sender: 'Acme', route: 'acme-0a1b2c3d' };
  await gateway.send({ defaults, messages: [{ to: TO }, { to: TO, sender: 'Other' }] }, {}, '/api/v1/messages/batch');

  expect(gateway.ledger.calls.at(-1)!.items).toMatchObject([defaults, { ...defaults, sender: 'Other' }]);
});

test('a message that waits is cancelled once', async () => {
  const { body } = await gateway.send({ to: TO, text: 'x' });
  const id = String(body.id);
  const first = await post(`messages/${id}/cancel`);

  expect({ status: first.status, body: first.body }).toEqual({ status: 200, body: { id, status: 'CANCELED' } });
  expect(refusal(await post(`messages/${id}/cancel`))).toEqual({ status: 409, code: 'already_closed' });
  expect(await gateway.audited({ action: 'message.cancel', target: id })).toMatchObject([
    { outcome: 'allowed' },
    { outcome: 'denied', reason: 'already_closed' },
  ]);
});

test('all messages of a request that wait are cancelled, and a repeat answers the same', async () => {
  const id = await sendBatch([
    { to: TO, text: 'a' },
    { to: TO, text: 'b' },
    { to: TO, text: 'c' },
  ]);
  gateway.ledger.statuses.set(`${id}.0001`, 'SENT');
  const answer = await post(`requests/${id}/cancel`, {});

  expect(answer.body).toEqual({ id, counts: { CANCELED: 2, SENT: 1 } });
  const again = await post(`requests/${id}/cancel`);
  expect({ status: again.status, body: again.body }).toEqual({ status: 200, body: answer.body });
});

test('what the other environment sent is not there for a key; a user sees both', async () => {
  const live = await gateway.addKey({ environment: 'live' });
  const id = await sendBatch([{ to: TO, text: 'a' }]);
  const user = { authorization: `Bearer ${await gateway.logIn()}` };

  expect((await post(`messages/${id}.0000/cancel`, undefined, { 'x-api-key': live.key })).status).toBe(404);
  expect((await post(`requests/${id}/cancel`, undefined, { 'x-api-key': live.key })).status).toBe(404);
  expect((await post(`requests/${id}/cancel`, undefined, { ...user, 'postrider-environment': 'live' })).status).toBe(
    404,
  );
  expect((await post(`requests/${id}/cancel`, undefined, user)).status).toBe(200);
});

test('a simulated message is told of and not stored', async () => {
  const before = gateway.ledger.stored.length;
  const answer = await post('simulate', { to: TO, text: 'x', category: 'alert' });
  const blocked = await post('simulate', { to: '+447700900123', text: 'x' });

  expect(answer.body).toMatchObject({ blocks: [], segments: 1, encoding: 'GSM-7', prices: [{ currency: 'USD' }] });
  expect(answer.body.explanation).toMatchObject({ routes: ['acme-0a1b2c3d'] });
  expect({ status: blocked.status, ...blocked.body }).toMatchObject({
    status: 200,
    blocks: [{ code: 'destination_blocked' }],
  });
  expect(gateway.ledger.stored.length).toBe(before);
  expect(refusal(await post('simulate', { to: TO }))).toEqual({ status: 400, code: 'invalid_field' });
  expect(refusal(await post('simulate', { to: TO, text: 'x' }, { ...key, 'postrider-environment': 'live' }))).toEqual({
    status: 400,
    code: 'invalid_header',
  });
});

test('B39 one bad message of many is refused by its position, and so is a repeated one', async () => {
  const marked = { metadata: { collapse: 'yes' } };
  const messages = Array.from({ length: 500 }, (_, n): Record<string, unknown> => ({ to: TO, text: `text ${n}` }));
  messages[7] = { to: 'abc', text: 'x' };
  messages[9] = { to: TO, text: 'text 8', ...marked };
  const { status, body } = await gateway.send({ messages }, {}, '/api/v1/messages/batch');

  expect({ status, ...body }).toMatchObject({ status: 202, total: 500, accepted: 498, rejected: 2 });
  const refused = (body.items as { position: number; code?: string }[]).filter(({ code }) => code !== undefined);
  expect(refused).toMatchObject([
    { position: 7, code: 'invalid_number' },
    { position: 9, code: 'duplicate_in_batch' },
  ]);
});

test.each(['messages/x/cancel', 'messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E/cancel', 'requests/x.0000/cancel'])(
  'B19 %s is no id',
  async (path) => {
    expect(refusal(await post(path))).toEqual({ status: 400, code: 'invalid_id' });
  },
);

test('a body with fields is refused', async () => {
  const { body } = await gateway.send({ to: TO, text: 'x' });

  expect(refusal(await post(`messages/${String(body.id)}/cancel`, { reason: 'x' }))).toEqual({
    status: 400,
    code: 'unknown_field',
  });
});
