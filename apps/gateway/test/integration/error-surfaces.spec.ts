// Real: gateway, HTTP, MongoDB, NATS. The group of routes is this spec's own.
import { connect } from 'node:net';
import { BadRequestException, Controller, Get, Param, Post } from '@nestjs/common';
import { ERROR_CODES, PostriderError, unavailable, type ErrorCode } from '#libs/kernel';
import { gatewayWith } from '../../src/gateway.module.ts';
import { Allow } from '../../src/inbound/http/server/access.ts';
import type { ErrorSurface } from '../../src/inbound/http/server/error-surfaces.ts';
import { JsonBody, SMALL_SHAPE } from '../../src/inbound/http/request/json-body.ts';
import type { JsonObject } from '../../src/inbound/http/request/json-object.ts';
import { STATUS_OF } from '../../src/inbound/http/server/problem.ts';
import { GatewayUnderTest, type Call } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';

const THROWN: Readonly<Record<string, () => unknown>> = {
  own: () => new PostriderError('no_route', 'No route leads there.'),
  throttled: () => new PostriderError('too_many_attempts', 'Wait.', { retryAfterMs: 6_001 }),
  away: () => unavailable('The database'),
  framework: () => new BadRequestException('what was sent'),
  unknown: () => new Error('a secret of the house'),
};

@Controller('door/v1')
class DoorController {
  @Post('things')
  @Allow('messages:send')
  add(@JsonBody(SMALL_SHAPE) body: JsonObject): JsonObject {
    return body;
  }

  @Post('open')
  @Allow('anyone')
  open(@JsonBody(SMALL_SHAPE) body: JsonObject): JsonObject {
    return body;
  }

  @Get('thrown/:what')
  @Allow('anyone')
  throw(@Param('what') what: string): never {
    throw THROWN[what]!();
  }
}

/** This door has no 422. */
const statusIn = (code: ErrorCode): number => (STATUS_OF[code] === 422 ? 400 : STATUS_OF[code]);
type Word = { readonly status: number; readonly letters: number };
const words = Object.fromEntries(ERROR_CODES.map((code) => [code, { status: statusIn(code), letters: code.length }]));
const errors: ErrorSurface<Word> = {
  words: words as Record<ErrorCode, Word>,
  shape: ({ status, code, detail }, { letters }) => ({
    type: 'application/json',
    body: JSON.stringify({ return: { status, message: detail } }),
    headers: { 'x-door': `${code} ${letters}` },
  }),
};

let gateway: GatewayUnderTest;
beforeAll(async () => {
  const door = { controllers: [DoorController], prefixes: ['/door/v1'], errors };
  gateway = await GatewayUnderTest.start(
    {},
    gatewayWith(() => [door]),
  );
});
afterAll(() => gateway.close());

interface Told {
  readonly status: number;
  readonly code: ErrorCode;
  readonly allow?: string;
  readonly 'retry-after'?: string;
  readonly 'www-authenticate'?: string;
}

/** The door's error, after checking that it has the door's form. */
function toldBy(status: number, headers: { get(name: string): string | null }, text: string): Told {
  expect(headers.get('content-type')).toBe('application/json');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(JSON.parse(text)).toEqual({ return: { status, message: expect.stringMatching(/^[A-Z].*\.$/) } });
  const [code = '', letters] = headers.get('x-door')?.split(' ') ?? [];
  expect(Number(letters)).toBe(code.length);
  const more = ['allow', 'retry-after', 'www-authenticate'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status, code: code as ErrorCode, ...(Object.fromEntries(more) as object) };
}

const BEARER = 'Bearer realm="postrider"';
const json = { 'content-type': 'application/json' };
const CALLS: readonly (readonly [string, string, Call & { keyed?: boolean }, Told])[] = [
  ['an unknown path', '/door/v1/nowhere', {}, { status: 404, code: 'not_found' }],
  ['the prefix itself', '/door/v1', {}, { status: 404, code: 'not_found' }],
  ['a wrong method', '/door/v1/things', {}, { status: 405, code: 'method_not_allowed', allow: 'POST' }],
  ['an escaped path', '/%64oor/v1/things', {}, { status: 405, code: 'method_not_allowed', allow: 'POST' }],
  ['a malformed path', '/door/v1/thrown/%zz', {}, { status: 400, code: 'invalid_id' }],
  [
    'no credential',
    '/door/v1/things/',
    { method: 'POST' },
    { status: 401, code: 'unauthenticated', 'www-authenticate': BEARER },
  ],
  [
    'a key in the query',
    `/door/v1/open?x=sms_test_${'a'.repeat(12)}_${'a'.repeat(49)}`,
    { method: 'POST' },
    { status: 401, code: 'unauthenticated', 'www-authenticate': BEARER },
  ],
  [
    'two credentials',
    '/door/v1/things',
    { method: 'POST', keyed: true, headers: { authorization: 'Bearer x' } },
    { status: 400, code: 'ambiguous_credentials' },
  ],
  ['an unknown parameter', '/door/v1/open?x=1', { method: 'POST', body: {} }, { status: 400, code: 'unknown_field' }],
  [
    'malformed JSON',
    '/door/v1/things',
    { method: 'POST', keyed: true, headers: json, body: '{' },
    { status: 400, code: 'invalid_json' },
  ],
  [
    'a body that is too large',
    '/door/v1/things',
    { method: 'POST', keyed: true, body: { x: 'x'.repeat(300_000) } },
    { status: 413, code: 'request_too_large' },
  ],
  [
    'a body that is too large for Fastify',
    '/door/v1/open',
    { method: 'POST', body: { x: 'x'.repeat(300_000) } },
    { status: 413, code: 'request_too_large' },
  ],
  [
    'another media type',
    '/door/v1/things',
    { method: 'POST', keyed: true, headers: { 'content-type': 'text/plain' }, body: '{}' },
    { status: 415, code: 'unsupported_media_type' },
  ],
  [
    'a media type that is none',
    '/door/v1/open',
    { method: 'POST', headers: { 'content-type': 'nonsense' }, body: '{}' },
    { status: 415, code: 'unsupported_media_type' },
  ],
  ['an error with a code', '/door/v1/thrown/own', {}, { status: 400, code: 'no_route' }],
  ['throttling', '/door/v1/thrown/throttled', {}, { status: 429, code: 'too_many_attempts', 'retry-after': '7' }],
  ['an outage', '/door/v1/thrown/away', {}, { status: 503, code: 'service_unavailable', 'retry-after': '2' }],
  ["the framework's error", '/door/v1/thrown/framework', {}, { status: 400, code: 'invalid_header' }],
  ['an unknown error', '/door/v1/thrown/unknown', {}, { status: 500, code: 'internal_error' }],
];

test.each(CALLS)('%s is answered in the form of the group', async (_, path, { keyed, ...call }, expected) => {
  const key: Record<string, string> = keyed ? { 'x-api-key': gateway.seededKey.key } : {};

  const { status, headers, text } = await gateway.call(path, { ...call, headers: { ...key, ...call.headers } });

  expect(toldBy(status, headers, text)).toEqual(expected);
  expect(text).not.toMatch(/secret|what was sent/);
});

test('a key without the scope is refused in the form of the group', async () => {
  const { key } = await gateway.addKey({ scopes: ['messages:read'] });

  const answer = await gateway.call('/door/v1/things', { method: 'POST', headers: { 'x-api-key': key }, body: {} });

  expect(toldBy(answer.status, answer.headers, answer.text)).toEqual({ status: 403, code: 'insufficient_scope' });
});

async function toldRaw(...chunks: readonly string[]): Promise<Told> {
  const { status, head, body } = await rawHttp(gateway.url, ...chunks);
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(/: ?(.*)/s, 2) as [string, string]),
  );
  return toldBy(status, headers, body);
}

const things = (line: string, ...lines: readonly string[]): string =>
  [`${line} HTTP/1.1`, ...lines, 'connection: close', '', ''].join('\r\n');

test.each([
  ['an absolute target', things('PUT http://a/door/v1/things', 'host: a'), 405, 'method_not_allowed'],
  ['an unknown method', things('FOO /door/v1/things', 'host: a'), 501, 'method_not_implemented'],
  ['no Host', things('GET /door/v1/things'), 400, 'invalid_header'],
  ['a header without a name', things('GET /door/v1/things', 'host: a', ': x'), 400, 'invalid_header'],
  ['large headers', things('GET /door/v1/things', 'host: a', `x: ${'a'.repeat(17_000)}`), 431, 'headers_too_large'],
  ['an expectation', things('GET /door/v1/things', 'host: a', 'expect: the-moon'), 400, 'invalid_header'],
])('%s is answered in the form of the group, also if no route was looked for', async (_, request, status, code) => {
  const told = await toldRaw(request);

  expect(told).toEqual({ status, code, ...(status === 405 && { allow: 'post' }) });
});

test('a body that stops being HTTP is answered in the form of the group, whatever its packet contains', async () => {
  const { hostname, port } = new URL(gateway.url);
  const head = things('POST /door/v1/open', 'host: a', 'transfer-encoding: chunked', 'expect: 100-continue');
  const answer = await new Promise<string>((resolve, reject) => {
    const received: string[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(head));
    socket.on('data', (data) => {
      if (received.push(data.toString()) === 1) socket.write('no length\r\n');
    });
    socket.on('error', reject).on('close', () => resolve(received.slice(1).join('')));
  });

  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toMatch(/\{"return":\{"status":400,"message":"The request is not well-formed HTTP\/1\.1\."\}\}$/);
});

test.each(['/door', '/door/v10', '/door/v1x/things', '/', '/api/v1/nowhere', '/x/door/v1', '/x?/door/v1'])(
  '%s belongs to no group, and is answered with a problem',
  async (path) => {
    const answer = await gateway.call(path);

    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('x-door')).toBeNull();
    expect(answer.body).toMatchObject({ code: 'not_found', title: 'Not found', status: 404 });
  },
);

test('a request without a path is answered with a problem', async () => {
  const { head, body } = await rawHttp(gateway.url, 'hello\r\n\r\n');

  expect(head).toContain('content-type: application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ code: 'malformed_request' });
});

test('answers of the group that are not errors are not changed', async () => {
  const answer = await gateway.call('/door/v1/open', { method: 'POST', body: { a: 1 } });

  expect([answer.status, answer.body, answer.headers.get('x-door')]).toEqual([201, { a: 1 }, null]);
});
