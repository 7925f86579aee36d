// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { connect } from 'node:net';
import type { SubmitReply } from '#libs/contracts';
import { PostriderError, unavailable } from '#libs/kernel';
import { until } from '../../../../libs/persistence/testing/index.ts';
import { GatewayUnderTest, OTHER_TENANT, type Answer } from './gateway-under-test.ts';
import { replyTo } from './replies.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const TO = '+12025550123';
const GOOD = { to: TO, text: 'Hello' };
const BATCH = '/api/v1/messages/batch';
const submit = () => gateway.dispatcher.messages.submit;
const lastCall = () => submit().asked.at(-1)!;

test('a message is accepted with all its fields', async () => {
  const options = {
    category: 'alert',
    valid_for_s: 600,
    guarantee: 'at_least_once',
    priority: 9,
    client_ref: 'c',
    subject_ref: 's',
    metadata: { a: 'b' },
  };
  const answer = await gateway.send({ ...GOOD, ...options });

  expect(answer.status).toBe(202);
  expect(answer.headers.has('idempotent-replayed')).toBe(false);
  const { position: _, ...item } = submit().sample.items[0]!;
  expect(answer.body).toEqual({ ...item, request_id: submit().sample.request_id });
  expect(submit().asked).toEqual([
    {
      tenant: '00000001',
      request_id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      environment: 'test',
      operation: 'messages',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      all_or_nothing: true,
      created_by: `key:${gateway.seededKey.keyId}`,
      policy: { destinations: ['US'] },
      quotas: [{ subject: `key.${gateway.seededKey.keyId}`, per: 'day', limit: 20_000, zone: 'UTC' }],
      items: [{ ...GOOD, ...options }],
    },
  ]);
});

test.each(['Straße', '😀 👩‍👩‍👧', 'é', 'مرحبا'])('B26 %s is a text like any other', async (text) => {
  expect((await gateway.send({ ...GOOD, text })).status).toBe(202);
  expect(lastCall().items[0]!.text).toBe(text);
});

const PHONE = 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E';
test('a message names a phone or a pool: the dispatcher is asked for that route', async () => {
  const messages = [{ to: TO }, { to: TO, pool: 'front-desk' }, { to: TO, route: 'acme-0a1b2c3d' }];
  await gateway.send({ ...GOOD, agent_id: PHONE });
  await gateway.send({ ...GOOD, pool: 'phones' });
  await gateway.send({ messages, defaults: { text: 'Hello', agent_id: PHONE } }, {}, BATCH);
  await gateway.send({ ...GOOD, agent_id: PHONE }, {}, '/api/v1/simulate');

  expect(submit().asked.map(({ items }) => items)).toEqual([
    [{ ...GOOD, route: PHONE }],
    [{ ...GOOD, pool: 'phones' }],
    [
      { ...GOOD, route: PHONE },
      { ...GOOD, pool: 'front-desk' },
      { ...GOOD, route: 'acme-0a1b2c3d' },
    ],
  ]);
  expect(gateway.dispatcher.messages.simulate.asked).toMatchObject([{ item: { ...GOOD, route: PHONE } }]);
});

test.each([
  [{ route: 'acme-0a1b2c3d', agent_id: PHONE }, 'agent_id'],
  [{ agent_id: PHONE, pool: 'phones' }, 'pool'],
  [{ route: 'acme-0a1b2c3d', pool: 'phones' }, 'pool'],
  [{ agent_id: 'phone-1' }, 'agent_id'],
  [{ agent_id: null }, 'agent_id'],
  [{ pool: '' }, 'pool'],
])('%j is refused, in a send, a simulation and a batch', async (ways, field) => {
  for (const path of ['/api/v1/messages', '/api/v1/simulate']) {
    const { status, body } = await gateway.send({ ...GOOD, ...ways }, {}, path);
    expect({ status, code: body.code, errors: body.errors }).toMatchObject({
      ...{ status: 400, code: 'invalid_field', errors: [{ field }] },
    });
  }
  submit().saysNext((request) => replyTo(request, { 0: 'invalid_number' }));
  const { body } = await gateway.send({ messages: [{ ...GOOD, ...ways }] }, {}, BATCH);
  expect(body.items).toMatchObject([{ code: 'invalid_field', detail: expect.stringContaining(field) }]);
});

test('a trailing slash changes nothing', async () => {
  expect((await gateway.send(GOOD, {}, '/api/v1/messages/')).status).toBe(202);
});

describe('environments', () => {
  const user = async (headers = {}) => {
    const authorization = `Bearer ${await gateway.logIn()}`;
    return gateway.call('/api/v1/messages', { method: 'POST', body: GOOD, headers: { authorization, ...headers } });
  };

  test('a live key sends live', async () => {
    const live = await gateway.addKey({ environment: 'live' });
    await gateway.send(GOOD, { 'x-api-key': live.key });
    expect(lastCall().environment).toBe('live');
  });

  test('a user sends in the default environment of the tenant, or in the other one if they say so', async () => {
    expect((await user()).status).toBe(202);
    expect(lastCall()).toMatchObject({ environment: 'test', created_by: expect.stringMatching(/^user:/) });
    await user({ 'postrider-environment': 'live' });
    expect(lastCall().environment).toBe('live');
  });

  test('a key cannot choose the other one, and no caller a third', async () => {
    expect((await gateway.send(GOOD, { 'postrider-environment': 'live' })).body.code).toBe('invalid_header');
    expect((await user({ 'postrider-environment': 'staging' })).body.code).toBe('invalid_header');
  });
});

describe('idempotency', () => {
  const keyed = (key: string) => ({ 'idempotency-key': key });
  /** The scopes by which the dispatcher recognises a repeat. */
  const scopes = () =>
    submit().asked.map(({ tenant, environment, operation, idempotency_key, fingerprint }) => {
      return { tenant, environment, operation, idempotency_key, fingerprint };
    });

  test('B32 the same key and body, written differently, are one call for the dispatcher, whose first answer is shown again', async () => {
    const json = { 'content-type': 'application/json', ...keyed('b32') };
    submit().saysNext(submit().sample, { ...submit().sample, replayed: true });
    const first = await gateway.send('{"to":"+12025550123","text":"Hello"}', json);
    const again = await gateway.send('{ "text": "Hello", "to": "\\u002b12025550123" }', json);

    expect([first.status, again.status]).toEqual([202, 202]);
    expect([first.headers.has('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
      false,
      'true',
    ]);
    expect(again.body).toEqual(first.body);
    const [one, two] = scopes();
    expect(two).toEqual(one);
    expect(one).toMatchObject({ tenant: '00000001', operation: 'messages', idempotency_key: 'b32' });
  });

  test('B33 another body has another fingerprint, and is 422 if the dispatcher knows the key', async () => {
    await gateway.send(GOOD, keyed('b33'));
    submit().refuses('idempotency_key_reused');
    const other = await gateway.send({ ...GOOD, text: 'Another' }, keyed('b33'));

    expect({ status: other.status, code: other.body.code }).toEqual({ status: 422, code: 'idempotency_key_reused' });
    const [one, two] = scopes();
    expect({ ...two, fingerprint: '' }).toEqual({ ...one, fingerprint: '' });
    expect(two!.fingerprint).not.toBe(one!.fingerprint);
  });

  test('B34 the same key many times at once is the same call each time', async () => {
    const first: Promise<SubmitReply>[] = [];
    submit().says((request) => (first[0] ??= Promise.resolve(replyTo(request))));
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.send(GOOD, keyed('b34'))));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(scopes()).toEqual(Array(10).fill(scopes()[0]));
    expect(new Set(submit().asked.map(({ request_id }) => request_id)).size).toBe(10);
  });

  test('B34 while the first is still running the second gets a Retry-After', async () => {
    submit().saysNext(new PostriderError('idempotency_in_progress', 'Still running.', { retryAfterMs: 1_000 }));
    const answer = await gateway.send(GOOD);

    expect({ status: answer.status, retryAfter: answer.headers.get('retry-after') }).toEqual({
      status: 409,
      retryAfter: '1',
    });
  });

  test('B35 the same key of another tenant is passed on for that tenant', async () => {
    await gateway.addTenant(OTHER_TENANT);
    const other = await gateway.addKey({ tenant: OTHER_TENANT, environment: 'test' });
    await gateway.send(GOOD, keyed('b35'));
    await gateway.send(GOOD, { ...keyed('b35'), 'x-api-key': other.key });

    const [mine, theirs] = scopes();
    expect(theirs).toEqual({ ...mine, tenant: OTHER_TENANT });
  });

  test('a batch and a single send do not share keys, and a batch is replayed as well', async () => {
    const batch = { messages: [GOOD, { text: 'no number' }] };
    submit().says((request) => replyTo(request, request.operation === 'batch' ? { 1: 'invalid_number' } : {}));
    await gateway.send(GOOD, keyed('shared'));
    const first = await gateway.send(batch, keyed('shared'), BATCH);
    submit().saysNext((request) => ({
      ...replyTo({ ...request, request_id: String(first.body.request_id) }, { 1: 'invalid_number' }),
      replayed: true,
    }));
    const again = await gateway.send(batch, keyed('shared'), BATCH);
    await gateway.send({ messages: [GOOD] }, keyed('shared'), BATCH);

    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const [single, one, two, other] = scopes();
    expect([single!.operation, one!.operation]).toEqual(['messages', 'batch']);
    expect(two).toEqual(one);
    expect(other).toMatchObject({ operation: 'batch', idempotency_key: 'shared' });
    expect(new Set([single, one, other].map((scope) => scope!.fingerprint)).size).toBe(3);
  });

  test('B36 a client that disconnects gets the answer by repeating', async () => {
    const body = JSON.stringify(GOOD);
    const head = `POST /api/v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${gateway.seededKey.key}\r\nidempotency-key: b36`;
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.end(`${head}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await until('the call arrived', () => submit().asked.length > 0);
    socket.destroy();

    submit().says({ ...submit().sample, replayed: true });
    const again = await gateway.send(GOOD, keyed('b36'));

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const [one, two] = scopes();
    expect(two).toEqual(one);
  });
});

describe('batches', () => {
  beforeEach(() => submit().says((request) => replyTo(request)));

  test('B39 malformed and refused messages are listed by position, the others are accepted', async () => {
    const messages = [
      GOOD,
      { to: TO },
      'x',
      { ...GOOD, colour: 'red' },
      { ...GOOD, to: 'abc' },
      { ...GOOD, text: '' },
      { ...GOOD, to: '+447700900123' },
      GOOD,
    ];
    const empty = { 1: 'invalid_number', 2: 'invalid_number', 3: 'invalid_number' } as const;
    const refused = { ...empty, 4: 'invalid_number', 5: 'invalid_text', 6: 'destination_blocked' } as const;
    submit().says((request) => replyTo(request, refused));
    const answer = await gateway.send({ messages }, {}, BATCH);

    expect(answer.status).toBe(202);
    const { request_id } = lastCall();
    expect(answer.body).toMatchObject({ request_id, total: 8, accepted: 2, rejected: 6 });
    expect(answer.body.items).toMatchObject([
      { position: 0, id: `${request_id}.0000`, status: 'PENDING' },
      { position: 1, code: 'invalid_field', detail: expect.stringMatching(/^text /) },
      { position: 2, code: 'invalid_field', detail: 'A message must be an object.' },
      { position: 3, code: 'unknown_field', detail: 'There is no field colour.' },
      { position: 4, code: 'invalid_number' },
      { position: 5, code: 'invalid_text' },
      { position: 6, code: 'destination_blocked' },
      { position: 7, id: `${request_id}.0007`, status: 'PENDING' },
    ]);
    const notOne = { to: '', text: '' };
    const items = [GOOD, notOne, notOne, notOne, ...messages.slice(4)];
    expect(lastCall()).toMatchObject({ operation: 'batch', all_or_nothing: false, items });
    expect(await gateway.audited({ action: 'message.send', target: request_id })).toMatchObject([
      { reason: 'destination_blocked' },
    ]);
  });

  test('fields that all messages share are given once, and a message may have its own', async () => {
    const defaults = { text: 'Shared', category: 'marketing', valid_for_s: 60, metadata: { a: 'b' } };
    const messages = [
      { to: TO },
      { to: TO, text: 'Own', category: 'alert' },
      { to: TO, deadline: '2030-01-01T00:00:00Z' },
    ];
    await gateway.send({ defaults, messages }, {}, BATCH);

    expect(lastCall().items).toEqual([
      { to: TO, ...defaults },
      { to: TO, ...defaults, text: 'Own', category: 'alert' },
      { to: TO, text: 'Shared', category: 'marketing', metadata: { a: 'b' }, deadline: '2030-01-01T00:00:00Z' },
    ]);
  });

  test('when every message is refused the answer is still 202, with none accepted', async () => {
    submit().says((request) => replyTo(request, { 0: 'invalid_number', 1: 'invalid_number' }));
    const answer = await gateway.send({ messages: [{}, {}] }, {}, BATCH);

    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ total: 2, accepted: 0, rejected: 2 });
  });

  /** A busy machine may need a second call, as for any 503. */
  const accepted = (body: unknown, key: string): Promise<Answer> =>
    until(
      'the batch is accepted',
      async () => {
        const answer = await gateway.send(body, { 'idempotency-key': key }, BATCH);
        return answer.status === 202 ? answer : undefined;
      },
      90_000,
    );

  test('5,000 messages of ten segments each fit when they share their text', async () => {
    const messages = Array.from({ length: 5_000 }, (_, n) => ({ to: TO, client_ref: `order-${n}` }));
    const { body } = await accepted({ defaults: { text: 'Я'.repeat(670) }, messages }, 'ten-segments');

    expect(body).toMatchObject({ total: 5_000, accepted: 5_000, rejected: 0 });
  }, 120_000);

  test('5,000 messages of full length fit, and other callers are served meanwhile', async () => {
    const messages = Array.from({ length: 5_000 }, (_, n) => ({ to: TO, text: 'x'.repeat(1_000), client_ref: `${n}` }));
    let over = false;
    const sent = accepted({ messages }, 'five-thousand').finally(() => (over = true));
    let slowest = 0;
    while (!over) {
      const startedAt = performance.now();
      await gateway.call('/health/live');
      slowest = Math.max(slowest, performance.now() - startedAt);
    }

    expect((await sent).body).toMatchObject({ total: 5_000, accepted: 5_000, rejected: 0 });
    expect(slowest).toBeLessThan(3_000);
  }, 120_000);
});

describe('if the dispatcher has trouble', () => {
  test('a first try without an answer is repeated with the same id and body', async () => {
    submit().saysNext(unavailable('The database'));
    const answer = await gateway.send(GOOD, { 'idempotency-key': 'repeated' });

    expect(answer.status).toBe(202);
    const [first, second, ...more] = submit().asked;
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(answer.headers.has('idempotent-replayed')).toBe(false);
  });

  test('an answer that does not come is awaited twice, and then it is 503', async () => {
    const { promise: silence, resolve: release } = Promise.withResolvers<SubmitReply>();
    submit().says(() => silence);
    const answer = await gateway.send(GOOD);
    release(submit().sample);

    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 503, code: 'service_unavailable' });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(submit().asked).toHaveLength(2);
  });

  test('a refusal with a reason is not repeated', async () => {
    submit().refuses('invalid_text', 'The text is empty.');
    const { status, body } = await gateway.send({ ...GOOD, text: '' });

    expect({ status, ...body }).toMatchObject({ status: 422, code: 'invalid_text', detail: 'The text is empty.' });
    expect(submit().asked).toHaveLength(1);
  });
});

test('B23 a refused destination is audited', async () => {
  const blocked = await gateway.addKey();
  submit().refuses('destination_blocked');
  await gateway.send({ ...GOOD, to: '+447700900123' }, { 'x-api-key': blocked.key });

  const rows = await gateway.audited({ action: 'message.send', actor: `key:${blocked.keyId}` });
  expect(rows).toMatchObject([{ outcome: 'denied', reason: 'destination_blocked' }]);
  expect(JSON.stringify(rows)).not.toContain('7700900123');
});
