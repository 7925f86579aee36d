import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { clock } from '#libs/kernel';
import { SECRETS } from '../test/harness/sends.ts';
import { parseDescription } from './parse-description.ts';
import { readCallback } from './receipt.ts';

const PUBLIC_URL = 'https://sms.example.com';
const RECEIPTS = {
  format: 'json',
  list: 'results',
  id: 'id',
  status: ['status.name', 'status.group'],
  values: { SENT: null, DELIVERED: 'DELIVERED', FAILED: 'UNDELIVERED' },
  code: 'error',
};
const receiptsOf = (over: object = {}) =>
  parseDescription({
    url: '/send',
    body: 'json',
    fields: {},
    error: ['code'],
    codes: {},
    receipts: { ...RECEIPTS, ...over },
  }).receipts;
const callback = (body: unknown, headers: Record<string, string> = {}, url = '/callbacks/http/s?m=1') => ({
  secret: 's',
  url,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const read = (over: object, of: ReturnType<typeof callback>, callbackKey?: string) =>
  readCallback(of, receiptsOf(over), { ...SECRETS, ...(callbackKey && { callbackKey }) }, PUBLIC_URL).receipts;

test('a batch: each receipt by the first of its statuses that proves something, or says that it does not', () => {
  const results = [
    { id: 1, status: { name: 'OF_PHONE', group: 'DELIVERED' }, error: 'NONE' },
    { id: 'b', status: { name: 'SENT', group: 'DELIVERED' } },
    { id: 'c', status: { name: 'X', group: 'FAILED' }, error: 'EC_1' },
    { id: 'd', status: { name: 'NEW', group: 'NEW' } },
  ];

  expect(read({}, callback({ results }))).toEqual([
    { vendor_message_id: '1', status: 'DELIVERED' },
    { vendor_message_id: 'c', status: 'UNDELIVERED', vendor_code: 'EC_1' },
  ]);
});

test('a form and a query', () => {
  const flat = { list: undefined, status: ['status'] };

  expect(read({ ...flat, format: 'form' }, callback('id=1&status=DELIVERED'))).toHaveLength(1);
  expect(read({ ...flat, format: 'query' }, callback('', {}, '/c/s?m=1&id=1&status=DELIVERED'))).toHaveLength(1);
});

test.each([
  ['no JSON', 'x'],
  ['no list', '{}'],
  ['no id', { results: [{ status: { name: 'SENT' } }] }],
  ['no status', { results: [{ id: 1 }] }],
])('%s is malformed', (_case, body) => {
  expect(() => read({}, callback(body))).toThrow(expect.objectContaining({ code: 'malformed_callback' }));
});

test('without receipts in the description no callback is genuine', () => {
  expect(() => readCallback(callback('{}'), undefined, SECRETS, PUBLIC_URL)).toThrow(
    expect.objectContaining({ code: 'invalid_signature' }),
  );
});

describe('a signature', () => {
  const body = JSON.stringify({ results: [{ id: 1, status: { name: 'DELIVERED' } }] });
  const now = String(Math.floor(clock.now() / 1_000));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const refused = expect.objectContaining({ code: 'invalid_signature' });
  const hmac = { algorithm: 'hmac-sha256', header: 'x-sig', encoding: 'hex', over: '{url}{body}' };
  const ed25519 = {
    algorithm: 'ed25519',
    header: 'x-sig',
    encoding: 'base64',
    over: '{timestamp}|{body}',
    timestamp_header: 'x-time',
  };
  const hmacOf = (text: string) => createHmac('sha256', 'the-key').update(text).digest('hex');
  const edOf = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64');

  test('of HMAC over the address and the body', () => {
    const good = hmacOf(`${PUBLIC_URL}/callbacks/http/s?m=1${body}`);
    const given =
      (signature: string, key = 'the-key', url?: string) =>
      () =>
        read({ signature: hmac }, callback(body, { 'x-sig': signature }, url), key);

    expect(given(good)()).toHaveLength(1);
    expect(given(good, 'another')).toThrow(refused);
    expect(given(good, '')).toThrow(refused);
    expect(given('')).toThrow(refused);
    expect(given(good, 'the-key', '/callbacks/http/s?m=2')).toThrow(refused);
  });

  test.each([
    ['its 32 octets', spki.subarray(-32).toString('base64')],
    ['its usual form', spki.toString('base64')],
  ])('of Ed25519 with a time, and the key as %s', (_case, key) => {
    const given =
      (signature: string, time = now, of = key) =>
      () =>
        read({ signature: ed25519 }, callback(body, { 'x-sig': signature, 'x-time': time }), of);
    const old = String(Number(now) - 301);

    expect(given(edOf(`${now}|${body}`))()).toHaveLength(1);
    expect(given(edOf(`${now}|${body}x`))).toThrow(refused);
    expect(given(edOf(`${old}|${body}`), old)).toThrow(refused);
    expect(given(edOf(`|${body}`), '')).toThrow(refused);
    expect(given(edOf(`${now}|${body}`), now, 'no key')).toThrow(refused);
  });
});
