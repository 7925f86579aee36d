// Real: gateway, HTTP, NATS, MongoDB. The dispatcher and the vendor's adapter are canned services on the real bus.
import { createHash } from 'node:crypto';
import { providerContracts } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { providerSamples } from '../../../../libs/contracts/testing/index.ts';
import { canned } from '../../../../libs/messaging/testing/index.ts';
import { GatewayUnderTest, type Answer, type Call } from './gateway-under-test.ts';

const SECRET = 'a-secret-of-this-account';
const acme = canned(providerContracts('acme'), providerSamples('acme'));
const { receipt } = acme.questions;

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start();
  await gateway.nats.serve(acme.parts);
});
afterAll(() => gateway.close());
beforeEach(() => {
  acme.forget();
  gateway.canned.forget();
  accountOf().refuses('not_found');
});

/** The call that finds the account of a callback address. */
const accountOf = () => gateway.dispatcher.vendorAccounts.find;
const keyOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const call = (path: string, of: Call = {}): Promise<Answer> =>
  gateway.call(`/callbacks/${path}`, { method: 'POST', headers: form, body: 'a=1', ...of });

test('a callback is passed to its adapter unchanged, and is answered 200 without a body', async () => {
  const headers = {
    ...form,
    'X-Acme-Signature': 'sig=',
    'x-acme-signature-v2': 'v2',
    'x-api-key': 'k',
    authorization: 'Bearer x',
    cookie: 'c=1',
    'x-forwarded-host': 'evil.example',
  };
  const answer = await call(`acme/${SECRET}?m=01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000.1&x=%20+`, {
    headers,
    body: 'To=%2B1&Body=a+b',
  });

  expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '' });
  expect(receipt.asked).toEqual([
    {
      secret: SECRET,
      url: `/callbacks/acme/${SECRET}?m=01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000.1&x=%20+`,
      headers: { 'content-type': form['content-type'], 'x-acme-signature': 'sig=', 'x-acme-signature-v2': 'v2' },
      body: 'To=%2B1&Body=a+b',
    },
  ]);
});

test.each(['text/xml', 'text/plain', 'application/json'] as const)(
  'the answer that a vendor wants is written as %s',
  async (content_type) => {
    receipt.saysNext({ answer: { content_type, body: '"Grüße"' } });
    const answer = await call(`acme/${SECRET}`);

    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: '"Grüße"' });
    expect(answer.headers.get('content-type')).toBe(`${content_type}; charset=utf-8`);
  },
);

test('an answer of another type is left out, and a long one is cut', async () => {
  receipt.saysNext({ answer: { content_type: 'text/html' as never, body: '<script>' } });
  expect((await call(`acme/${SECRET}`)).text).toBe('');
  receipt.saysNext({ answer: { content_type: 'text/plain', body: 'x'.repeat(5_000) } });
  expect((await call(`acme/${SECRET}`)).text).toHaveLength(4_096);
});

test.each(['application/json', 'text/plain; charset=UTF-8', 'application/xml', 'whatever/else'])(
  'a body of type %s is accepted',
  async (type) => {
    expect((await call(`acme/${SECRET}`, { headers: { 'content-type': type }, body: '{"a":' })).status).toBe(200);
    expect(receipt.asked[0]).toMatchObject({ body: '{"a":' });
  },
);

test('a GET and an empty POST are accepted', async () => {
  expect((await gateway.call(`/callbacks/acme/${SECRET}?status=1`)).status).toBe(200);
  expect((await gateway.call(`/callbacks/acme/${SECRET}`, { method: 'POST' })).status).toBe(200);
  expect(receipt.asked.map(({ body }) => body)).toEqual(['', '']);
});

test('B53 a forged callback is 403 without a reason', async () => {
  receipt.refuses('invalid_signature', 'The signature was made for http://internal/callbacks.');
  const answer = await call(`acme/${SECRET}`);

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 403, code: 'invalid_signature' });
  expect(answer.text).not.toContain('internal');
  expect(answer.body.errors).toEqual([]);
});

test('B54 a callback replayed 100 times is 200 each time', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => call(`acme/${SECRET}`)));

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(receipt.asked).toHaveLength(100);
});

test.each([
  ['a body over 64 KiB', 'a'.repeat(64 * 1_024 + 1), 413, 'request_too_large'],
  ['a body that is not UTF-8', Buffer.from([0x61, 0x3d, 0xff, 0xfe]), 400, 'malformed_callback'],
])('B58 %s is refused before the adapter sees it', async (_, body, status, code) => {
  const answer = await call(`acme/${SECRET}`, { body });

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  expect(receipt.asked).toEqual([]);
});

test('B58 a callback that the adapter cannot read is 400', async () => {
  receipt.refuses('malformed_callback', 'MessageSid SMsecret is missing.');
  const answer = await call(`acme/${SECRET}`);

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 400, code: 'malformed_callback' });
  expect(answer.text).not.toContain('SMsecret');
});

test('an adapter that stores nothing is 503, so that the vendor calls again', async () => {
  receipt.says(new PostriderError('service_unavailable', 'Away.', { retryAfterMs: 7_000 }));
  const answer = await call(`acme/${SECRET}`);

  expect({ status: answer.status, retryAfter: answer.headers.get('retry-after') }).toEqual({
    status: 503,
    retryAfter: '7',
  });
});

test('an unknown vendor is 404', async () => {
  const answer = await call(`nobody/${SECRET}`);

  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 404, code: 'not_found' });
});

test.each(['acme.rpc', 'acme*', 'ACME', '%2A', '%3E', 'a%20b', 'a'.repeat(40)])(
  '%s is not a vendor’s name, and no adapter is asked about it',
  async (vendor) => {
    accountOf().says(accountOf().sample);

    expect((await call(`${vendor}/asked-about`)).status).toBe(404);
    expect(accountOf().asked).toEqual([]);
    expect(receipt.asked).toEqual([]);
  },
);

test('a vendor with an account whose adapter is away is 503', async () => {
  accountOf().saysNext(accountOf().sample);
  const known = await call('away/its-secret');
  const unknown = await call('away/another-secret');

  expect({ status: known.status, retryAfter: known.headers.get('retry-after') }).toEqual({
    status: 503,
    retryAfter: '2',
  });
  expect(unknown.status).toBe(404);
  expect(accountOf().asked).toEqual([
    { vendor: 'away', callback_key: keyOf('its-secret') },
    { vendor: 'away', callback_key: keyOf('another-secret') },
  ]);
});

test('a secret that is too long is unknown', async () => {
  expect((await call(`acme/${'s'.repeat(257)}`)).status).toBe(404);
  expect(receipt.asked).toEqual([]);
});
