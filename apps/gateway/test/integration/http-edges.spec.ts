// Real: gateway, HTTP, MongoDB, NATS. Bytes that no HTTP client sends are written to the socket.
import { once } from 'node:events';
import { METHODS, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { GatewayUnderTest } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

const SEND = '/api/v1/messages';
const TO = '+12025550123';

async function answerTo(request: string) {
  const { status, head, body } = await rawHttp(gateway.url, request);
  const problem = JSON.parse(body) as { code: string; status: number; trace_id: string };
  expect(head).toContain('content-type: application/problem+json');
  expect(problem).toMatchObject({ status, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const [, allow] = /^allow:(.*)$/m.exec(head) ?? [];
  return { status, code: problem.code, ...(allow !== undefined && { allow: allow.trim() }) };
}
const live = (...lines: string[]): string =>
  ['GET /health/live HTTP/1.1', ...lines, 'connection: close', '', ''].join('\r\n');
const invalidHeader = { status: 400, code: 'invalid_header' };

describe('Host', () => {
  test.each([
    ['two of them', ['host: a', 'host: b']],
    ['the same one twice', ['host: a', 'Host: a']],
    ['none', []],
    ['a list', ['host: a, b']],
    ['a path', ['host: a/b']],
    ['a user', ['host: u@a']],
  ])('%s is refused', async (_, hosts) => {
    expect(await answerTo(live(...hosts))).toEqual(invalidHeader);
  });

  test.each([[['host: a']], [['host: [::1]:8000']], [['host: sms.example.test:443']], [['host:']]])(
    '%j is accepted',
    async (hosts) => {
      expect((await rawHttp(gateway.url, live(...hosts))).status).toBe(200);
    },
  );

  test('HTTP/1.0 needs none', async () => {
    expect((await rawHttp(gateway.url, 'GET /health/live HTTP/1.0\r\n\r\n')).status).toBe(200);
  });
});

test.each([
  ['a request line that is none', 'hello\r\n\r\n', 400, 'malformed_request'],
  ['bytes of TLS', '\x16\x03\x01\x00\xa5\x01', 400, 'malformed_request'],
  ['another version', 'GET / HTTP/7.9\r\nhost: a\r\n\r\n', 400, 'malformed_request'],
  ['no version', 'GET /health/live\r\nhost: a\r\n\r\n', 400, 'malformed_request'],
  [
    'two types of content',
    live('host: a', 'content-type: text/plain', 'content-type: text/html'),
    400,
    'invalid_header',
  ],
  ['a header without a name', live('host: a', ': x'), 400, 'invalid_header'],
  ['two lengths', live('host: a', 'content-length: 1', 'content-length: 2'), 400, 'malformed_request'],
  ['a length and chunks', live('host: a', 'content-length: 1', 'transfer-encoding: chunked'), 400, 'malformed_request'],
  ['headers over 16 KiB', live('host: a', `x: ${'a'.repeat(17_000)}`), 431, 'headers_too_large'],
  ['an expectation', live('host: a', 'expect: the-moon'), 400, 'invalid_header'],
])('%s is answered with a problem', async (_, request, status, code) => {
  expect(await answerTo(request)).toEqual({ status, code });
});

test('malformed bytes after a request are answered after its answer', async () => {
  const body = JSON.stringify({ to: TO, text: 'Hello' });
  const key = `x-api-key: ${gateway.seededKey.key}`;
  const head = ['POST /api/v1/messages HTTP/1.1', 'host: a', key, 'content-type: application/json'];
  const sent = [...head, `content-length: ${body.length}`, '', body].join('\r\n');

  const answers = await rawHttp(gateway.url, `${sent}${sent}hello\r\n\r\n`);

  const statuses = `HTTP/1.1 ${answers.status}\n${answers.body}`.match(/HTTP\/1\.1 \d+/g);
  expect(statuses).toEqual(['HTTP/1.1 202', 'HTTP/1.1 202', 'HTTP/1.1 400']);
});

test('a caller that disconnects in the middle of its body leaves no error in the log', async () => {
  const lines = gateway.captureLog();
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const arrived = once(gateway.server(), 'request');
  socket.write(
    `POST ${SEND} HTTP/1.1\r\nhost: a\r\nx-api-key: ${gateway.seededKey.key}\r\ncontent-length: 50\r\n\r\n{`,
  );
  const [request] = (await arrived) as [IncomingMessage];
  await once(request, 'readable');
  const ended = once(request, 'close');

  socket.destroy();
  await ended.catch(() => undefined);
  await setImmediate();

  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

describe('a request that does not arrive in time', () => {
  test('is answered with a problem', async () => {
    const started = gateway.server();
    const usual = started.headersTimeout;
    started.headersTimeout = 1;
    const answer = answerTo('GET /health/live HTTP/1.1\r\n').finally(() => (started.headersTimeout = usual));

    expect(await answer).toEqual({ status: 408, code: 'request_timeout' });
  }, 60_000);
});

describe('methods', () => {
  const unrouted = METHODS.filter((method) => !['POST', 'CONNECT'].includes(method));

  test.each(unrouted)('%s at an address that only takes POST', async (method) => {
    const request = `${method} /api/v1/simulate HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`;

    if (method === 'HEAD') {
      const { status, head } = await rawHttp(gateway.url, request);
      expect([status, /^allow:(.*)$/m.exec(head)?.[1]?.trim()]).toEqual([405, 'post']);
    } else expect(await answerTo(request)).toEqual({ status: 405, code: 'method_not_allowed', allow: 'post' });
  });

  test('CONNECT opens no tunnel', async () => {
    const answer = await answerTo('CONNECT db:27017 HTTP/1.1\r\nhost: db:27017\r\n\r\n');

    expect(answer).toEqual({ status: 405, code: 'method_not_allowed', allow: '' });
  });

  test.each(['FOO', 'get', 'G-E_T'])('%s, which HTTP does not know, is not implemented', async (method) => {
    const request = `${method} ${SEND} HTTP/1.1\r\nhost: a\r\n\r\n`;

    expect(await answerTo(request)).toEqual({ status: 501, code: 'method_not_implemented' });
  });

  test('a known method at an unknown address is not found', async () => {
    const request = 'PROPFIND /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';

    expect(await answerTo(request)).toEqual({ status: 404, code: 'not_found' });
  });
});

describe('equal JSON names', () => {
  test.each([
    ['at the top', `{"to":"${TO}","text":"a","text":"b"}`],
    ['with an escape', `{"to":"${TO}","text":"a","t\\u0065xt":"b"}`],
    ['in metadata', `{"to":"${TO}","text":"a","metadata":{"a":"1","b":"2","a":"3"}}`],
  ])('%s are refused', async (_, body) => {
    const answer = await gateway.send(body, { 'content-type': 'application/json' });

    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_json']);
    expect(answer.body.detail).toContain('twice');
  });

  test('in one message of a batch refuse the call', async () => {
    const body = `{"messages":[{"to":"${TO}","text":"a"},{"to":"${TO}","to":"${TO}","text":"b"}]}`;

    const answer = await gateway.send(body, { 'content-type': 'application/json' }, `${SEND}/batch`);

    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_json']);
  });
});

describe('unknown names in the query', () => {
  const key = () => ({ 'x-api-key': gateway.seededKey.key });
  const body = { to: TO, text: 'Hello' };

  test.each([
    ['POST', SEND, body],
    ['POST', `${SEND}/batch`, { messages: [body] }],
    ['POST', '/api/v1/simulate', body],
    ['GET', `${SEND}/01J00000000000000000000000.0000`, undefined],
    ['POST', `${SEND}/01J00000000000000000000000.0000/cancel`, undefined],
    ['GET', '/api/v1/routes/twilio-0a1b2c3d', undefined],
    ['PUT', '/api/v1/routing-policies/test', { rules: [] }],
    ['GET', '/health/live', undefined],
    ['GET', '/openapi.json', undefined],
  ])('%s %s takes no parameter', async (method, path, sent) => {
    for (const query of ['wait=true', 'constructor=1', '__proto__=1', 'a=1&a=2']) {
      const answer = await gateway.call(`${path}?${query}`, { method, headers: key(), body: sent });
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'unknown_field']);
      expect(answer.body.detail).toBe('This call takes no parameters.');
    }
  });

  test('a list names its parameters', async () => {
    const answer = await gateway.call('/api/v1/routes?limt=5', { headers: key() });

    expect([answer.status, answer.body.code]).toEqual([400, 'unknown_field']);
    expect(answer.body.detail).toBe('Known here: limit, cursor.');
  });

  test('a caller without the right learns nothing about them', async () => {
    expect((await gateway.call(`${SEND}?wait=true`, { method: 'POST', body })).status).toBe(401);
  });

  test("a vendor's callback may have any", async () => {
    const answer = await gateway.call('/callbacks/nobody/secret?m=x&other=y', { method: 'POST' });

    expect(answer.body.code).not.toBe('unknown_field');
  });
});
