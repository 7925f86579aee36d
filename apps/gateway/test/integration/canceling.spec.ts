// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { GatewayUnderTest, TENANT, type Answer } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

let gateway: GatewayUnderTest;
let key: Record<string, string>;
let seen: Record<string, string>;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  key = { 'x-api-key': gateway.seededKey.key };
  seen = { tenant: TENANT, environment: 'test', reader: `key:${gateway.seededKey.keyId}` };
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const TO = '+12025550123';
const REQUEST = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';
const MESSAGE = `${REQUEST}.0000`;
const BATCH = '/api/v1/messages/batch';
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const post = (path: string, body?: unknown, headers = key): Promise<Answer> =>
  gateway.call(`/api/v1/${path}`, { method: 'POST', headers, ...(body !== undefined && { body }) });
const refusal = ({ status, body }: Answer) => ({ status, code: body.code });

test('a message is sent at a given time, by a sender and a route of its own, and shown with them', async () => {
  const options = { send_at: inDays(1), sender: 'Acme', route: 'acme-0a1b2c3d' };
  const { messages } = gateway.dispatcher;
  const view = { ...messages.read.sample, send_at: options.send_at, sender: 'Acme' };
  messages.read.says(view);
  await gateway.send({ to: TO, text: 'x', ...options });
  const shown = await gateway.call(`/api/v1/messages/${MESSAGE}`, { headers: key });

  expect(messages.submit.asked[0]!.items).toEqual([{ to: TO, text: 'x', ...options }]);
  expect(shown.body).toMatchObject({ send_at: options.send_at, sender: 'Acme', explanation: view.explanation });
});

test('a batch gives time, sender and route for all its messages', async () => {
  const defaults = { text: 'x', send_at: inDays(1), sender: 'Acme', route: 'acme-0a1b2c3d' };
  await gateway.send({ defaults, messages: [{ to: TO }, { to: TO, sender: 'Other' }] }, {}, BATCH);

  expect(gateway.dispatcher.messages.submit.asked[0]!.items).toEqual([
    { to: TO, ...defaults },
    { to: TO, ...defaults, sender: 'Other' },
  ]);
});

test('a waiting message is cancelled once', async () => {
  const { cancel } = gateway.dispatcher.messages;
  const first = await post(`messages/${MESSAGE}/cancel`);
  cancel.refuses('already_closed');

  expect({ status: first.status, body: first.body }).toEqual({ status: 200, body: cancel.sample });
  expect(refusal(await post(`messages/${MESSAGE}/cancel`))).toEqual({ status: 409, code: 'already_closed' });
  expect(cancel.asked).toEqual(Array(2).fill({ ...seen, id: MESSAGE }));
  expect(await gateway.audited({ action: 'message.cancel', target: MESSAGE })).toMatchObject([
    { outcome: 'allowed' },
    { outcome: 'denied', reason: 'already_closed' },
  ]);
});

test('all waiting messages of a request are cancelled, and their counts are the answer', async () => {
  const { cancel } = gateway.dispatcher.requests;
  for (const body of [{}, undefined]) {
    const answer = await post(`requests/${REQUEST}/cancel`, body);
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: cancel.sample });
  }

  expect(cancel.asked).toEqual(Array(2).fill({ ...seen, id: REQUEST }));
  expect(await gateway.audited({ action: 'request.cancel', target: REQUEST })).toMatchObject([
    { outcome: 'allowed' },
    { outcome: 'allowed' },
  ]);
});

test('a key sees its own environment, a user both or the one they choose, and a missing message is 404', async () => {
  const live = { 'x-api-key': (await gateway.addKey({ environment: 'live' })).key };
  const user = { authorization: `Bearer ${await gateway.logIn()}` };
  const { messages, requests } = gateway.dispatcher;
  messages.cancel.refuses('not_found');
  requests.cancel.refuses('not_found');

  for (const headers of [live, { ...user, 'postrider-environment': 'live' }, user])
    for (const path of [`messages/${MESSAGE}/cancel`, `requests/${REQUEST}/cancel`])
      expect((await post(path, undefined, headers)).status).toBe(404);
  for (const { asked } of [messages.cancel, requests.cancel])
    expect(asked.map(({ environment }) => environment)).toEqual(['live', 'live', undefined]);
});

test('a simulated message is explained and not sent', async () => {
  const { simulate, submit } = gateway.dispatcher.messages;
  const item = { to: TO, text: 'x', category: 'alert' };
  const blocks = [{ code: 'destination_blocked', detail: 'Texts to this destination are not allowed.' }];
  simulate.saysNext(simulate.sample, { blocks });
  const answer = await post('simulate', item);
  const blocked = await post('simulate', { to: '+447700900123', text: 'x' });

  expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: simulate.sample });
  expect({ status: blocked.status, body: blocked.body }).toEqual({ status: 200, body: { blocks } });
  const policy = { destinations: ['US'] };
  const quotas = [{ subject: `key.${gateway.seededKey.keyId}`, per: 'day', limit: 20_000, zone: 'UTC' }];
  const reader = `key:${gateway.seededKey.keyId}`;
  expect(simulate.asked[0]).toEqual({ tenant: TENANT, environment: 'test', policy, item, quotas, reader });
  expect(submit.asked).toEqual([]);
  expect(refusal(await post('simulate', { to: TO }))).toEqual({ status: 400, code: 'invalid_field' });
  expect(refusal(await post('simulate', { to: TO, text: 'x' }, { ...key, 'postrider-environment': 'live' }))).toEqual({
    status: 400,
    code: 'invalid_header',
  });
});

test('B39 messages that the dispatcher refuses are listed by their positions', async () => {
  const { submit } = gateway.dispatcher.messages;
  submit.says((request) => replyTo(request, { 7: 'invalid_number', 9: 'duplicate_in_batch' }));
  const messages = Array.from({ length: 500 }, (_, n) => ({ to: n === 7 ? 'abc' : TO, text: `text ${n}` }));
  const { status, body } = await gateway.send({ messages }, {}, BATCH);

  expect({ status, ...body }).toMatchObject({ status: 202, total: 500, accepted: 498, rejected: 2 });
  const refused = (body.items as { position: number; code?: string }[]).filter(({ code }) => code !== undefined);
  expect(refused).toMatchObject([
    { position: 7, code: 'invalid_number' },
    { position: 9, code: 'duplicate_in_batch' },
  ]);
  expect(submit.asked[0]!.items).toEqual(messages);
});

test.each(['messages/x/cancel', 'messages/01JD3C4V5W6X7Y8Z9A0B1C2D3E/cancel', 'requests/x.0000/cancel'])(
  'B19 %s is not an id',
  async (path) => {
    expect(refusal(await post(path))).toEqual({ status: 400, code: 'invalid_id' });
    expect(gateway.canned.calls).toEqual([]);
  },
);

test('a body with fields is refused', async () => {
  expect(refusal(await post(`messages/${MESSAGE}/cancel`, { reason: 'x' }))).toEqual({
    status: 400,
    code: 'unknown_field',
  });
  expect(gateway.canned.calls).toEqual([]);
});
