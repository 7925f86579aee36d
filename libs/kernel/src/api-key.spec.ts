import { newApiKey, parseApiKey } from './api-key.ts';

test.each(['live', 'test'] as const)('a new %s key gives back its parts', (environment) => {
  const { key, keyId, secret } = newApiKey(environment);

  expect(key).toMatch(new RegExp(`^sms_${environment}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$`));
  expect(parseApiKey(key)).toEqual({ environment, keyId, secret });
});

test('two new keys have no part in common', () => {
  expect(newApiKey('test').keyId).not.toBe(newApiKey('test').keyId);
  expect(newApiKey('test').secret).not.toBe(newApiKey('test').secret);
});

test('a key with one character changed anywhere is refused', () => {
  const { key } = newApiKey('live');

  for (let at = 0; at < key.length; at++) {
    const other = key[at] === 'x' ? 'y' : 'x';
    expect(parseApiKey(`${key.slice(0, at)}${other}${key.slice(at + 1)}`)).toBeUndefined();
  }
});

test.each(['', 'sms_live_', 'Bearer x', 'sms_prod_abcdefghijkl_x'])('%j is refused', (text) => {
  expect(parseApiKey(text)).toBeUndefined();
});
