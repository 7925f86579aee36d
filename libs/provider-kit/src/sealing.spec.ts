import { callbackSecret, seal, unseal } from './sealing.ts';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);

test('a sealed value opens with the same key, for the same vendor', () => {
  expect(unseal(KEY, 'acme', seal(KEY, 'acme', '{"token":"ünïcode"}'))).toBe('{"token":"ünïcode"}');
});

test('sealing twice gives different bytes', () => {
  expect(seal(KEY, 'acme', 'token')).not.toBe(seal(KEY, 'acme', 'token'));
});

test.each([
  ['another key', 'authenticate', () => unseal(OTHER_KEY, 'acme', seal(KEY, 'acme', 'token'))],
  ['another vendor', 'authenticate', () => unseal(KEY, 'other', seal(KEY, 'acme', 'token'))],
  ['a changed byte', 'authenticate', () => unseal(KEY, 'acme', changed(seal(KEY, 'acme', 'token')))],
  ['a shorter tag', 'not a sealed secret', () => unseal(KEY, 'acme', seal(KEY, 'acme', '').slice(0, -4))],
  ['something else', 'not a sealed secret', () => unseal(KEY, 'acme', 'bm90IHNlYWxlZA==')],
])('a sealed value does not open with %s', (_case, reason, open) => {
  expect(open).toThrow(reason);
});

test('an account has the same callback secret at every start, and no other account has it', () => {
  const secret = callbackSecret(KEY, 'acme', 'account-1');

  expect(callbackSecret(KEY, 'acme', 'account-1')).toBe(secret);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(
    new Set([secret, callbackSecret(KEY, 'acme', 'account-2'), callbackSecret(KEY, 'other', 'account-1')]).size,
  ).toBe(3);
});

function changed(sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  bytes[15]! ^= 1;
  return bytes.toString('base64');
}
