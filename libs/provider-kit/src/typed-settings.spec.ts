import { typedSettings } from './typed-settings.ts';

const KNOWN = {
  token: { required: true, pattern: /^\S{4,}$/, says: 'the token.', example: 'your-token', variable: 'ACME_TOKEN' },
  sender: { pattern: /^\d+$/, says: 'digits.', example: '12', variable: 'ACME_SENDER' },
};

test('valid settings are returned as they were typed', () => {
  expect(typedSettings(KNOWN, { token: 'abcd', sender: '12' })).toEqual({ token: 'abcd', sender: '12' });
});

test.each(['constructor', 'toString', 'valueOf', '__proto__', 'other'])('there is no setting %s', (name) => {
  const given = JSON.parse(`{"token":"abcd","${name}":"x"}`) as Record<string, string>;

  expect(() => typedSettings(KNOWN, given)).toThrow(`There is no setting ${name}; there are token, sender.`);
});

test('a setting that is only inherited is missing', () => {
  const given = Object.create({ token: 'abcd' }) as Record<string, string>;

  expect(() => typedSettings(KNOWN, given)).toThrow('token is missing: the token.');
});
