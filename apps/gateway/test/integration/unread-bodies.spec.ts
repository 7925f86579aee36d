// Real: gateway, HTTP, MongoDB, NATS. The bodies that the calls announce are never sent.
import { newApiKey } from '#libs/kernel';
import { GatewayUnderTest } from './gateway-under-test.ts';
import { rawHttp } from './raw-http.ts';
import { tokenOf } from './tokens.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
});
afterAll(() => gateway.close());

const BATCH = '/api/v1/messages/batch';
const MIB = 1_024 * 1_024;

/** A call whose body is never sent. */
const announce = (bytes: number, ...headers: readonly string[]) =>
  rawHttp(
    gateway.url,
    [
      `POST ${BATCH} HTTP/1.1`,
      'host: x',
      'connection: close',
      'content-type: application/json',
      `content-length: ${bytes}`,
      ...headers,
      '\r\n',
    ].join('\r\n'),
  );

const unknown = newApiKey('live').key;
const UNFIT: readonly (readonly [string, readonly string[]])[] = [
  ['no credential', []],
  ['an unknown key', [`x-api-key: ${unknown}`]],
  ['a token of nobody', [`authorization: Bearer ${tokenOf('nobody')}`]],
  ['a forged token', [`authorization: Bearer ${tokenOf('admin', { secret: 'x'.repeat(40) })}`]],
];

test.each(UNFIT)('B01 %s is refused before the body, as without a body', async (_, headers) => {
  const [, name = '', value = ''] = /^(.*?): (.*)$/.exec(headers[0] ?? '') ?? [];
  const answer = await announce(6 * MIB, ...headers);
  const usual = await gateway.call(BATCH, { method: 'POST', headers: name ? { [name]: value } : {} });

  expect(answer.status).toBe(401);
  expect({ ...JSON.parse(answer.body), trace_id: '' }).toEqual({ ...usual.body, trace_id: '' });
  for (const [header, said] of usual.headers)
    if (!['date', 'connection', 'keep-alive'].includes(header))
      expect(answer.head).toContain(`${header}: ${said}`.toLowerCase());
});

test('B02 two credentials are refused before the body', async () => {
  const answer = await announce(6 * MIB, `x-api-key: ${unknown}`, `authorization: Bearer ${unknown}`);

  expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({
    status: 400,
    code: 'ambiguous_credentials',
  });
});

test('B05 a key is looked up once, and audited once', async () => {
  const { key, keyId } = await gateway.addKey({ revoked_at: new Date() });
  await announce(6 * MIB, `x-api-key: ${key}`);

  expect(await gateway.audited({ actor: `key:${keyId}` })).toMatchObject([
    { action: 'auth.credential', reason: 'revoked' },
  ]);
});

test('B06 a key without the scope is refused before the body', async () => {
  const reader = await gateway.addKey({ scopes: ['messages:read'] });
  const answer = await announce(6 * MIB, `x-api-key: ${reader.key}`);

  expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({
    status: 403,
    code: 'insufficient_scope',
  });
});

test('B11 a length over the limit is refused before the caller is authenticated', async () => {
  const answer = await announce(6 * MIB + 1, `x-api-key: ${unknown}`);

  expect({ status: answer.status, ...JSON.parse(answer.body) }).toMatchObject({
    status: 413,
    code: 'request_too_large',
  });
  expect(answer.head).toContain('connection: close');
});

test('the body of a call that is let in is awaited', async () => {
  const body = JSON.stringify({ messages: [{ to: '+12025550123', text: 'x' }] });
  const head = `POST ${BATCH} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: ${gateway.seededKey.key}\r\n`;
  const answer = await rawHttp(
    gateway.url,
    `${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    body,
  );

  expect(answer.status).toBe(202);
});
