import { ANY_ITEM, SECRETS } from '../test/harness/sends.ts';
import { encodeCheck, encodeMessage, numberAs } from './encode.ts';
import { parseDescription } from './parse-description.ts';

const api = (over: object) =>
  parseDescription({
    url: 'https://api.vendor.example/v1/{key}/send',
    body: 'json',
    fields: { to: '{to}', text: '{text}', from: '{sender}' },
    error: ['code'],
    codes: {},
    ...over,
  });
const encoded = (over: object, item = {}, callback?: string) =>
  encodeMessage({ ...ANY_ITEM, ...item }, api(over), SECRETS, callback);

test('JSON, with headers that authenticate, at the host of the account', () => {
  expect(encoded({ headers: { Authorization: 'Basic {basic}' } })).toEqual({
    method: 'POST',
    origin: 'https://api.vendor.example',
    path: '/v1/key-1/send',
    headers: ['content-type', 'application/json', 'authorization', `Basic ${btoa('key-1:secret-1')}`],
    body: '{"to":"+12025550147","text":"Hello","from":"MyBrand"}',
  });
});

test('a form, in which a list is one name several times', () => {
  const { headers, body } = encoded(
    { body: 'form', fields: { to: ['{to}', '{to}'], text: '{text}' } },
    { text: 'ä &' },
  );

  expect(headers).toEqual(['content-type', 'application/x-www-form-urlencoded']);
  expect(body).toBe('to=%2B12025550147&to=%2B12025550147&text=%C3%A4+%26');
});

test('a query', () => {
  expect(encoded({ method: 'GET', url: '/send?key={key}', body: 'query' })).toEqual({
    method: 'GET',
    origin: 'https://api.vendor.example',
    path: '/send?key=key-1&to=%2B12025550147&text=Hello&from=MyBrand',
    headers: [],
  });
});

test('what a message adds: its sender, its time, its reference, its callback and its alphabet', () => {
  const fields = { s: '{sender}', t: '{valid_for_ms}', r: '{reference}', c: '{callback_url}', e: '{encoding}' };
  const encodings = { gsm7: 'text', ucs2: 'unicode' };
  const of = (item: object, callback?: string) =>
    JSON.parse(encoded({ fields, encodings }, item, callback).body!) as Record<string, string>;

  expect(of({ sender: '+85251234567' }, 'https://x.example/c?m=1')).toEqual({
    s: '+85251234567',
    t: '600000',
    r: expect.stringMatching(/^[0-9a-f]{32}$/),
    c: 'https://x.example/c?m=1',
    e: 'text',
  });
  expect(of({ text: 'ş' })).toMatchObject({ e: 'unicode' });
  expect(of({})).not.toHaveProperty('c');
  expect(of({ fence: 2 })['r']).not.toBe(of({})['r']);
});

test.each([
  [undefined, '+821012345678', '+821012345678'],
  [{ format: 'e164' }, '+821012345678', '+821012345678'],
  [{ format: 'digits' }, '+821012345678', '821012345678'],
  [{ format: '00' }, '+821012345678', '00821012345678'],
  [{ format: 'national', country_code: '82' }, '+821012345678', '01012345678'],
  [{ format: 'national', country_code: '82', groups: [3, 4] }, '+821012345678', '010-1234-5678'],
  [{ format: 'national', country_code: '82' }, '+12025550147', '+12025550147'],
  [{ format: 'digits' }, 'MyBrand', 'MyBrand'],
] as const)('with the format %j, %s is %s', (format, number, expected) => {
  expect(numberAs(number, format as never)).toBe(expected);
});

test('the check is its own call', () => {
  const check = { url: '/me?user={key}', headers: { 'X-Secret': '{secret}' } };

  expect(encodeCheck(api({ check }).check!, SECRETS)).toEqual({
    method: 'GET',
    origin: 'https://api.vendor.example',
    path: '/me?user=key-1',
    headers: ['x-secret', 'secret-1'],
  });
});
