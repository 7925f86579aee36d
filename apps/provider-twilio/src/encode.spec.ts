import type { TwilioSecrets } from './config.ts';
import { authorization, encodeMessage, messagesPath } from './encode.ts';

const SECRETS: TwilioSecrets = {
  apiUrl: 'http://127.0.0.1:1',
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'token',
  sender: '+15005550006',
};
const item = (over = {}) => ({ to: '+15005550100', text: 'Hello', valid_for_s: 600, ...over });
const form = (...args: Parameters<typeof encodeMessage>) =>
  Object.fromEntries(new URLSearchParams(encodeMessage(...args)));

test('a message becomes the form that Twilio documents', () => {
  expect(encodeMessage(item(), SECRETS.sender, 'https://sms.example.test/callbacks/twilio/s?m=x.1')).toBe(
    'To=%2B15005550100&From=%2B15005550006&Body=Hello' +
      '&StatusCallback=https%3A%2F%2Fsms.example.test%2Fcallbacks%2Ftwilio%2Fs%3Fm%3Dx.1' +
      '%23rc%3D5%26rp%3Dct%2Crt%2C5xx&ValidityPeriod=600',
  );
});

test('texts survive the form: signs of the form itself, line ends, emoji', () => {
  const text = 'a=b&c+d %41 €\n😀 100 %';

  expect(form(item({ text }), SECRETS.sender)).toMatchObject({ Body: text });
});

test.each([
  [600, '600'],
  [0, '1'],
  [-5, '1'],
  [36_001, '36000'],
  [86_400, '36000'],
  [59.9, '59'],
])('%d seconds are asked for as %s', (valid_for_s, asked) => {
  expect(form(item({ valid_for_s }), SECRETS.sender)).toMatchObject({ ValidityPeriod: asked });
});

test('pictures become repeated fields, and a subject the first line', () => {
  const media_urls = ['https://example.org/a.jpg?b=1&c=2', 'https://example.org/b.png'];
  const encoded = new URLSearchParams(encodeMessage(item({ media_urls, subject: 'Your ticket' }), SECRETS.sender));

  expect(encoded.getAll('MediaUrl')).toEqual(media_urls);
  expect(encoded.get('Body')).toBe('Your ticket\nHello');
});

test('a Messaging Service has a field of its own', () => {
  const service = `MG${'0f'.repeat(16)}`;

  expect(form(item(), service)).toMatchObject({ MessagingServiceSid: service });
  expect(form(item(), service)).not.toHaveProperty('From');
});

test('without a callback address the field is left out', () => {
  expect(form(item(), SECRETS.sender)).not.toHaveProperty('StatusCallback');
});

test('calls authenticate with the API key if there is one, and name the account in the path', () => {
  const decoded = (secrets: TwilioSecrets) =>
    Buffer.from(authorization(secrets).slice('Basic '.length), 'base64').toString();

  expect(decoded(SECRETS)).toBe(`${SECRETS.accountSid}:token`);
  expect(decoded({ ...SECRETS, apiKeySid: 'SK1', apiKeySecret: 'key' })).toBe('SK1:key');
  expect(messagesPath(SECRETS.accountSid)).toBe(`/2010-04-01/Accounts/${SECRETS.accountSid}/Messages.json`);
});
