// Real: gateway, HTTP, MongoDB, NATS. The dispatcher is a canned service on the real bus.
import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '#libs/kernel';
import { GatewayUnderTest, type Call } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';
import { replyTo } from './replies.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());
beforeEach(() => gateway.canned.forget());

const TO = '+12025550123';
const GOOD = { to: TO, text: 'Hello' };
const SEND = '/api/v1/messages';
const BATCH = '/api/v1/messages/batch';

interface Row {
  readonly row: string;
  readonly what: string;
  /** A body for POST /messages, or a call of its own. */
  readonly body?: unknown;
  readonly path?: string;
  readonly call?: Call;
  readonly status: number;
  readonly code: string;
  /** The field that the answer names. */
  readonly field?: string;
  /** It has the form of a message: it is passed on unchanged, and the dispatcher refuses it. */
  readonly gate?: true;
}

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
const json = { 'content-type': 'application/json' };
const raw = (body: string | Buffer, headers: Record<string, string> = json): Call => ({
  method: 'POST',
  body,
  headers,
});
const invalidField = { status: 400, code: 'invalid_field' } as const;
const invalidJson = { status: 400, code: 'invalid_json' } as const;
const unknownField = { status: 400, code: 'unknown_field' } as const;
const invalidNumber = { status: 422, code: 'invalid_number', gate: true } as const;
const invalidText = { status: 422, code: 'invalid_text', gate: true } as const;
const unstorable = { status: 422, code: 'invalid_text', field: 'text' } as const;
const invalidKey = { status: 400, code: 'invalid_idempotency_key' } as const;
const invalidId = { call: {}, status: 400, code: 'invalid_id' } as const;
const keyed = (key: string): Call => ({ method: 'POST', body: GOOD, headers: { 'idempotency-key': key } });

const ROWS: readonly Row[] = [
  {
    row: 'B09',
    what: 'JSON as text/plain',
    call: raw('{}', { 'content-type': 'text/plain' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    row: 'B09',
    what: 'JSON without a type',
    call: raw(Buffer.from('{}'), {}),
    status: 415,
    code: 'unsupported_media_type',
  },
  ...['charset=utf-16', 'charset="iso-8859-1"', 'charset=utf-8; charset=utf-16', 'charset="utf-8'].map(
    (parameters) => ({
      row: 'B09',
      what: `JSON with ${parameters}`,
      call: raw('{}', { 'content-type': `application/json; ${parameters}` }),
      status: 415,
      code: 'unsupported_media_type',
    }),
  ),
  {
    row: 'B09',
    what: 'a form',
    call: raw('to=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  { row: 'B10', what: 'broken JSON', call: raw('{"to":'), ...invalidJson },
  { row: 'B10', what: 'an empty body', call: raw(''), ...invalidJson },
  { row: 'B10', what: 'no body and no type', call: { method: 'POST' }, ...invalidJson },
  { row: 'B10', what: 'a list', body: [GOOD], ...invalidJson },
  { row: 'B10', what: 'a string', call: raw('"hello"'), ...invalidJson },
  { row: 'B10', what: 'null', call: raw('null'), ...invalidJson },
  {
    row: 'B10',
    what: 'bytes that are not UTF-8',
    call: raw(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])),
    ...invalidJson,
  },
  {
    row: 'B11',
    what: 'a body over 256 KiB',
    body: { ...GOOD, text: 'a'.repeat(256 * 1024) },
    status: 413,
    code: 'request_too_large',
  },
  {
    row: 'B11',
    what: 'a batch over 6 MiB',
    path: BATCH,
    body: { messages: ['a'.repeat(6 * 1024 * 1024)] },
    status: 413,
    code: 'request_too_large',
  },
  {
    row: 'B11',
    what: 'a gzip bomb',
    call: raw(gzipSync(Buffer.alloc(50_000_000, 0x20)), { ...json, 'content-encoding': 'gzip' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    row: 'B13',
    what: 'an unknown field',
    body: { ...GOOD, colour: 'red' },
    status: 400,
    code: 'unknown_field',
    field: 'colour',
  },
  ...['tenantId', 'tenant', 'status', 'price', 'role', 'environment', 'request_id'].map((field) => ({
    row: 'B13',
    what: `the field ${field}`,
    body: { ...GOOD, [field]: 'x' },
    status: 400,
    code: 'unknown_field',
    field,
  })),
  {
    row: 'B13',
    what: 'an unknown field of a batch',
    path: BATCH,
    body: { messages: [GOOD], tenantId: 'x' },
    status: 400,
    code: 'unknown_field',
    field: 'tenantId',
  },
  {
    row: 'B13',
    what: 'an unknown default',
    path: BATCH,
    body: { messages: [GOOD], defaults: { to: TO } },
    status: 400,
    code: 'unknown_field',
    field: 'defaults.to',
  },
  {
    row: 'B14',
    what: '__proto__',
    call: raw(`{"to":"${TO}","text":"x","__proto__":{"role":"owner"}}`),
    ...unknownField,
    field: '__proto__',
  },
  {
    row: 'B14',
    what: 'an escaped __proto__',
    call: raw(`{"to":"${TO}","text":"x","\\u005f_proto__":{"role":"owner"}}`),
    ...unknownField,
    field: '__proto__',
  },
  {
    row: 'B14',
    what: 'constructor.prototype',
    call: raw(`{"to":"${TO}","text":"x","constructor":{"prototype":{"role":1}}}`),
    ...unknownField,
    field: 'constructor',
  },
  {
    row: 'B14',
    what: '__proto__ in a batch',
    path: BATCH,
    call: raw(`{"messages":[{"to":"${TO}","text":"x"}],"__proto__":{}}`),
    ...unknownField,
    field: '__proto__',
  },
  {
    row: 'B14',
    what: '__proto__ in the defaults of a batch',
    path: BATCH,
    call: raw(`{"messages":[{"to":"${TO}","text":"x"}],"defaults":{"__proto__":{"text":"y"}}}`),
    ...unknownField,
    field: 'defaults.__proto__',
  },
  { row: 'B15', what: 'PUT', call: { method: 'PUT', body: GOOD }, status: 405, code: 'method_not_allowed' },
  {
    row: 'B15',
    what: 'DELETE of a message',
    path: `${SEND}/x`,
    call: { method: 'DELETE' },
    status: 405,
    code: 'method_not_allowed',
  },
  { row: 'B15', what: 'OPTIONS', call: { method: 'OPTIONS' }, status: 405, code: 'method_not_allowed' },
  {
    row: 'B15',
    what: 'a method override',
    path: `${SEND}/x`,
    call: { method: 'POST', headers: { 'x-http-method-override': 'GET' }, body: GOOD },
    status: 405,
    code: 'method_not_allowed',
  },
  ...[
    'x',
    '%7B%22$ne%22:null%7D',
    '%2e%2e%2f',
    '%00',
    '%zz',
    'A'.repeat(10_240),
    '01JD3C4V5W6X7Y8Z9A0B1C2D3E',
    '01jd3c4v5w6x7y8z9a0b1c2d3e.0000',
  ].flatMap((id) => [{ row: 'B19', what: `the message id ${id.slice(0, 40)}`, path: `${SEND}/${id}`, ...invalidId }]),
  {
    row: 'B19',
    what: 'a malformed request id',
    path: '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000',
    ...invalidId,
  },
  ...[{ $gt: '' }, [TO], 12_025_550_123, null, true].map((to) => ({
    row: 'B21',
    what: `${JSON.stringify(to)} as number`,
    body: { ...GOOD, to },
    ...invalidField,
    field: 'to',
  })),
  { row: 'B21', what: 'no number', body: { text: 'x' }, ...invalidField, field: 'to' },
  ...['abc', '+', '123', '+1234567890123456', '0002025550123', '+12025550123 ext 5', '911', ''].map((to) => ({
    row: 'B22',
    what: `"${to}" as number`,
    body: { ...GOOD, to },
    ...invalidNumber,
  })),
  {
    row: 'B22',
    what: 'a number of 10 KB',
    body: { ...GOOD, to: `+${'1'.repeat(10_240)}` },
    status: 422,
    code: 'invalid_number',
    field: 'to',
  },
  {
    row: 'B23',
    what: 'a country that is not allowed',
    body: { ...GOOD, to: '+447700900123' },
    status: 403,
    code: 'destination_blocked',
    gate: true,
  },
  { row: 'B25', what: 'an empty text', body: { ...GOOD, text: '' }, ...invalidText },
  { row: 'B25', what: 'white space alone', body: { ...GOOD, text: ' \n ' }, ...invalidText },
  { row: 'B25', what: '1,601 characters', body: { ...GOOD, text: 'a'.repeat(1_601) }, ...invalidText },
  {
    row: 'B25',
    what: '100,000 characters',
    body: { ...GOOD, text: 'a'.repeat(100_000) },
    status: 422,
    code: 'invalid_text',
    field: 'text',
  },
  { row: 'B26', what: 'a NUL', body: { ...GOOD, text: 'a\0b' }, ...unstorable },
  { row: 'B26', what: 'a lone surrogate', call: raw(`{"to":"${TO}","text":"\\ud800"}`), ...unstorable },
  ...[0, -1, 1e12].map((valid_for_s) => ({
    row: 'B30',
    what: `valid for ${valid_for_s} s`,
    body: { ...GOOD, valid_for_s },
    status: 422,
    code: 'invalid_deadline',
    gate: true as const,
  })),
  ...[inSeconds(-120), inSeconds(31 * 86_400)].map((send_at) => ({
    row: 'B29',
    what: `a message for "${send_at}"`,
    body: { ...GOOD, send_at },
    status: 422,
    code: 'invalid_schedule',
    gate: true as const,
  })),
  ...['2030-01-01T09:00:00', '2026-02-30T09:00:00Z', 'tomorrow', ''].map((send_at) => ({
    row: 'B29',
    what: `a message for "${send_at}"`,
    body: { ...GOOD, send_at },
    status: 422,
    code: 'invalid_schedule',
    field: 'send_at',
  })),
  { row: 'B29', what: 'a time that is a number', body: { ...GOOD, send_at: 1 }, ...invalidField, field: 'send_at' },
  {
    row: 'B29',
    what: 'a time of 257 characters',
    body: { ...GOOD, send_at: '2'.repeat(257) },
    status: 422,
    code: 'invalid_schedule',
    field: 'send_at',
  },
  {
    row: 'B29',
    what: 'scheduledAt',
    body: { ...GOOD, scheduledAt: inSeconds(60) },
    status: 400,
    code: 'unknown_field',
    field: 'scheduledAt',
  },
  {
    row: 'B30',
    what: 'a deadline before send_at',
    body: { ...GOOD, send_at: inSeconds(7_200), deadline: inSeconds(3_600) },
    status: 422,
    code: 'invalid_deadline',
    gate: true,
  },
  {
    row: 'any',
    what: 'a sender of another form',
    body: { ...GOOD, sender: '!' },
    status: 422,
    code: 'invalid_sender',
    field: 'sender',
  },
  {
    row: 'any',
    what: 'a sender of 12 characters',
    body: { ...GOOD, sender: 'a'.repeat(12) },
    status: 422,
    code: 'invalid_sender',
    field: 'sender',
  },
  {
    row: 'any',
    what: 'a sender of somebody else',
    body: { ...GOOD, sender: 'NotOurs' },
    status: 403,
    code: 'sender_not_owned',
    gate: true,
  },
  { row: 'any', what: 'a route that is a list', body: { ...GOOD, route: ['x'] }, ...invalidField, field: 'route' },
  { row: 'B30', what: 'valid for "60" s', body: { ...GOOD, valid_for_s: '60' }, ...invalidField, field: 'valid_for_s' },
  {
    row: 'B30',
    what: 'a deadline and a validity',
    body: { ...GOOD, valid_for_s: 60, deadline: '2030-01-01T00:00:00Z' },
    ...invalidField,
    field: 'deadline',
  },
  { row: 'B31', what: 'an empty Idempotency-Key', call: keyed(''), ...invalidKey },
  { row: 'B31', what: 'one of 256 characters', call: keyed('k'.repeat(256)), ...invalidKey },
  { row: 'B31', what: 'one with a space', call: keyed('a b'), ...invalidKey },
  { row: 'B31', what: 'one with a tab', call: keyed('a\tb'), ...invalidKey },
  { row: 'B31', what: 'one that is not ASCII', call: keyed('\u00e9'), ...invalidKey },
  { row: 'B38', what: 'no messages', path: BATCH, body: { messages: [] }, status: 422, code: 'invalid_batch' },
  {
    row: 'B38',
    what: '5,001 messages',
    path: BATCH,
    body: { messages: Array.from({ length: 5_001 }, () => GOOD) },
    status: 422,
    code: 'invalid_batch',
  },
  {
    row: 'B38',
    what: '100,000 messages',
    path: BATCH,
    body: { messages: Array.from({ length: 100_000 }, () => ({ to: '1' })) },
    status: 422,
    code: 'invalid_batch',
  },
  {
    row: 'B38',
    what: 'messages that are no list',
    path: BATCH,
    body: { messages: GOOD },
    ...invalidField,
    field: 'messages',
  },
  {
    row: 'B64',
    what: 'a password that is a list',
    path: '/api/v1/auth/login',
    body: { username: 'admin', password: ['x'] },
    ...invalidField,
    field: 'password',
  },
  {
    row: 'B64',
    what: 'a password of 257 characters',
    path: '/api/v1/auth/login',
    body: { username: 'admin', password: 'x'.repeat(257) },
    ...invalidField,
    field: 'password',
  },
  {
    row: 'B64',
    what: 'a password of 10 MB',
    path: '/api/v1/auth/login',
    body: { username: 'admin', password: 'x'.repeat(10_000_000) },
    status: 413,
    code: 'request_too_large',
  },
  {
    row: 'B69',
    what: 'a limit of 0',
    path: '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E?limit=0',
    call: {},
    ...invalidField,
    field: 'limit',
  },
  {
    row: 'B69',
    what: 'a limit of 1e9',
    path: '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E?limit=1e9',
    call: {},
    ...invalidField,
    field: 'limit',
  },
  {
    row: 'B69',
    what: 'an unknown filter',
    path: '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E?status[$ne]=x',
    call: {},
    status: 400,
    code: 'unknown_field',
  },
  {
    row: 'B69',
    what: 'a forged cursor',
    path: '/api/v1/requests/01JD3C4V5W6X7Y8Z9A0B1C2D3E?cursor=1.AAAAAAAAAAAAAAAAAAAAAA',
    call: {},
    ...invalidField,
    field: 'cursor',
  },
  {
    row: 'any',
    what: 'two optional fields of wrong kinds',
    body: { ...GOOD, category: 'spam', metadata: { a: 1 } },
    ...invalidField,
    field: 'category',
  },
  {
    row: 'any',
    what: 'null for an optional field',
    body: { ...GOOD, priority: null },
    ...invalidField,
    field: 'priority',
  },
];

test.each(ROWS)(
  '$row $what is refused with $status $code',
  async ({ path = SEND, body, call, status, code, field, gate }) => {
    const { submit } = gateway.dispatcher.messages;
    if (gate) submit.refuses(code as ErrorCode);
    const { headers, ...rest } = call ?? { method: 'POST', body };

    const answer = await gateway.call(path, { ...rest, headers: { 'x-api-key': gateway.seededKey.key, ...headers } });

    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toMatchObject({
      type: `urn:postrider:problem:${code}`,
      status,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    if (field !== undefined) expect(answer.body.errors).toContainEqual({ field, code, message: expect.any(String) });
    expect(answer.text).not.toContain(TO);
    expect(gateway.canned.calls).toHaveLength(gate ? 1 : 0);
    if (gate) expect(submit.asked[0]!.items).toEqual([body]);
  },
);

test('B11 a small batch whose defaults make it large is refused before they are filled in', async () => {
  const messages = Array.from({ length: 5_000 }, () => ({ to: TO }));
  const metadata = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`name${n}`, '\u0001'.repeat(256)]));

  for (const defaults of [{ text: '\u0001'.repeat(20_000) }, { text: 'Я'.repeat(1_000) }, { text: 'x', metadata }]) {
    const answer = await gateway.send({ defaults, messages }, {}, BATCH);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 413, code: 'request_too_large' });
    expect(answer.body.detail).toMatch(/Split it/);
  }
  expect(gateway.canned.calls).toEqual([]);
});

test('B12 a depth bomb and an object with too many keys are refused in under 100 ms', async () => {
  const deep = `{"to":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  const wide = `{${Array.from({ length: 100_000 }, (_, n) => `"key${n}":1`).join(',')}}`;
  const many = `{"messages":[{"to":"x","metadata":${wide}}]}`;

  for (const [path, body, status] of [
    [SEND, deep, 400],
    [BATCH, `{"messages":[${deep}]}`, 400],
    [BATCH, wide, 400],
    [BATCH, many, 400],
  ] as const) {
    const tries: number[] = [];
    for (let n = 0; n < 3; n++) {
      const startedAt = performance.now();
      const answer = await gateway.send(body, json, path);
      tries.push(performance.now() - startedAt);
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code: 'invalid_json' });
    }
    expect(Math.min(...tries)).toBeLessThan(500);
  }
});

test('B14 later requests are not polluted', async () => {
  await gateway.send(`{"to":"${TO}","text":"x","__proto__":{"text":"polluted","polluted":true}}`, json);

  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect((await gateway.send({ to: TO })).body.code).toBe('invalid_field');
});

test('B14 __proto__ in one message of a batch refuses only that one', async () => {
  const messages = `[{"to":"${TO}","text":"x","__proto__":{"text":"y"}},{"to":"${TO}","text":"x"}]`;

  gateway.dispatcher.messages.submit.says((request) => replyTo(request, { 0: 'invalid_number' }));
  const answer = await gateway.send(`{"messages":${messages}}`, json, BATCH);

  expect(answer.body).toMatchObject({ accepted: 1, items: [{ position: 0, code: 'unknown_field' }, { position: 1 }] });
});

test('B15 the refusal of a method lists the allowed ones', async () => {
  const key = { 'x-api-key': gateway.seededKey.key };

  expect((await gateway.call(SEND, { method: 'PATCH', headers: key })).headers.get('allow')).toBe('GET, HEAD, POST');
  expect((await gateway.call(`${SEND}/x`, { method: 'DELETE', headers: key })).headers.get('allow')).toBe('GET, HEAD');
  expect((await gateway.call('/callbacks/a/b', { method: 'PUT' })).headers.get('allow')).toBe('GET, HEAD, POST');
});

test('B15 TRACE is refused', async () => {
  const { status, head, body } = await rawHttp(
    gateway.url,
    `TRACE ${SEND} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
  );

  expect(status).toBe(405);
  expect(head).toContain('allow: get, head, post');
  expect(JSON.parse(body)).toMatchObject({ code: 'method_not_allowed' });
});

test('B16 forwarded headers change nothing', async () => {
  const forwarded = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
  };
  await gateway.call('/api/v1/auth/login', {
    method: 'POST',
    body: { username: 'spoofer', password: 'x' },
    headers: forwarded,
  });

  const rows = await gateway.audited({ action: 'auth.login', actor: 'anonymous' });
  expect(rows.map(({ client_ip }) => client_ip)).toEqual(['127.0.0.1']);
});

test.each([
  ['headers over 16 KB', `x-long: ${'a'.repeat(17_000)}`, 431, 'headers_too_large'],
  ['a bare CR in a header', 'x-bad: a\rb', 400, 'invalid_header'],
  ['a NUL in a header', 'x-bad: a\0b', 400, 'invalid_header'],
])('B17 %s is refused', async (_, header, status, code) => {
  const answer = await rawHttp(gateway.url, `GET /health/live HTTP/1.1\r\nhost: x\r\n${header}\r\n\r\n`);

  expect(answer.status).toBe(status);
  expect(answer.head).toContain('content-type: application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({ code, status });
});

test('B11 a body that is too long by its Content-Length is refused before a byte of it is read', async () => {
  const head = `POST ${SEND} HTTP/1.1\r\nhost: x\r\nx-api-key: ${gateway.seededKey.key}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  const answer = await rawHttp(gateway.url, `${head}content-length: 300000\r\n\r\n`);

  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'request_too_large' });
});

test('an unknown path answers 404 as a problem', async () => {
  for (const path of ['/', '/api', '/api/v2/messages', '/metrics', '/api/v1/messages/../../x/y/z']) {
    const answer = await gateway.call(path);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 404, code: 'not_found' });
  }
});

test('every answer carries the security headers', async () => {
  for (const answer of [
    await gateway.call('/health/live'),
    await gateway.call('/nowhere'),
    await gateway.call(`${SEND}/%zz`),
  ])
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
});
