import { createHmac } from 'node:crypto';
import twilio from 'twilio';
import type { TwilioSecrets } from './config.ts';
import { isSigned, readCallback } from './receipt.ts';

const SID = `SM${'0'.repeat(31)}1`;
const ACCOUNT = `AC${'0'.repeat(32)}`;
const SECRETS: TwilioSecrets = {
  apiUrl: 'http://127.0.0.1:1',
  accountSid: ACCOUNT,
  authToken: '12345',
  sender: '+15005550006',
};
const PUBLIC_URL = 'https://sms.example.test';
const URL_CALLED = '/callbacks/twilio/s3cret?m=01JCZ6W8V9Q0T2Y4X6R8P0N2M4.0001.2';

const callFields = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const statusFields = (over: Record<string, string> = {}) => ({
  AccountSid: ACCOUNT,
  MessageSid: SID,
  MessageStatus: 'delivered',
  SmsSid: SID,
  SmsStatus: 'delivered',
  To: '+85251234567',
  From: '+15005550006',
  ApiVersion: '2010-04-01',
  ...over,
});

const sign = (url: string, fields: Record<string, string>): string =>
  createHmac('sha1', SECRETS.authToken)
    .update(
      url +
        Object.keys(fields)
          .sort()
          .map((name) => name + fields[name])
          .join(''),
    )
    .digest('base64');

function callback(fields: Record<string, string>, over: { url?: string; signature?: string } = {}) {
  const signature = over.signature ?? sign(PUBLIC_URL + URL_CALLED, fields);
  return {
    secret: 's3cret',
    url: over.url ?? URL_CALLED,
    headers: { 'x-twilio-signature': signature },
    body: new URLSearchParams(fields).toString(),
  };
}
const read = (...args: Parameters<typeof callback>) =>
  readCallback(callback(...args), SECRETS, { publicUrl: PUBLIC_URL }).receipts ?? [];

test.each([
  ['https://mycompany.com/myapp.php?foo=1&bar=2', callFields, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://example.com/myapp.php?foo=1&bar=2', callFields, '9pyy2ZSJda9ihJ1NNXPXtY4oV2Y='],
  ['http://127.0.0.1:3000/hooks/twilio/status', statusFields(), 'bAMgYCcyLK0BnL8iSRyU9Xvu2O0='],
])('the signature over %s is the one Twilio makes', (url, fields, signature) => {
  expect(isSigned('12345', url, new URLSearchParams(fields), signature)).toBe(true);
  expect(isSigned('12346', url, new URLSearchParams(fields), signature)).toBe(false);
  expect(isSigned('12345', url.replace(':3000', ''), new URLSearchParams(fields), signature)).toBe(
    !url.includes(':3000'),
  );
});

test.each([
  ['a repeated field', 'A=2&A=1&A=2&B=x'],
  ['an empty field', 'A=&B=x'],
  ['capital letters before small ones', 'b=1&B=2&a=3&A=4'],
  ['signs beyond ASCII', 'Body=%E2%82%AC+%F0%9F%98%80&To=%2B1'],
])('with %s the signature is the one of the official SDK', (_case, body) => {
  const form = new URLSearchParams(body);
  const params = Object.fromEntries([...form.keys()].map((name) => [name, [...form.getAll(name)]]));
  const signature = twilio.getExpectedTwilioSignature('12345', 'https://a.test/x', params);

  expect(isSigned('12345', 'https://a.test/x', form, signature)).toBe(true);
});

test('a default port may be signed or not', () => {
  const form = new URLSearchParams(statusFields());
  const signed = (url: string) => sign(url, statusFields());

  expect(isSigned('12345', 'https://a.test/x', form, signed('https://a.test:443/x'))).toBe(true);
  expect(isSigned('12345', 'https://a.test:443/x', form, signed('https://a.test/x'))).toBe(true);
  expect(isSigned('12345', 'http://a.test/x', form, signed('http://a.test:80/x'))).toBe(true);
  expect(isSigned('12345', 'https://a.test/x', form, signed('https://a.test:8443/x'))).toBe(false);
});

test.each([
  ['delivered', 'DELIVERED'],
  ['read', 'DELIVERED'],
  ['undelivered', 'UNDELIVERED'],
  ['failed', 'UNDELIVERED'],
])('%s proves %s', (MessageStatus, status) => {
  expect(read(statusFields({ MessageStatus }))).toEqual([{ vendor_message_id: SID, status }]);
});

test.each(['accepted', 'scheduled', 'queued', 'sending', 'sent', 'partially_delivered', 'canceled', 'invented'])(
  '%s proves nothing',
  (MessageStatus) => {
    expect(read(statusFields({ MessageStatus }))).toEqual([]);
  },
);

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'])(
  'the status %s, which every object inherits, proves nothing',
  (MessageStatus) => {
    expect(read(statusFields({ MessageStatus }))).toEqual([]);
  },
);

test("a receipt carries Twilio's code", () => {
  expect(read(statusFields({ MessageStatus: 'undelivered', ErrorCode: '30003' }))).toEqual([
    { vendor_message_id: SID, status: 'UNDELIVERED', vendor_code: '30003' },
  ]);
});

test('an unknown field is signed like the others', () => {
  expect(read(statusFields({ NewField: 'x' }))).toHaveLength(1);
});

test.each([
  ['no signature', callback(statusFields(), { signature: '' })],
  ['a signature of other fields', callback(statusFields(), { signature: sign(PUBLIC_URL + URL_CALLED, callFields) })],
  ['another URL', callback(statusFields(), { url: URL_CALLED.replace('.2', '.3') })],
  ["another account's fields", callback(statusFields({ AccountSid: `AC${'1'.repeat(32)}` }))],
])('a callback with %s is refused', (_case, forged) => {
  expect(() => readCallback(forged, SECRETS, { publicUrl: PUBLIC_URL })).toThrow(
    expect.objectContaining({ code: 'invalid_signature' }),
  );
});

test.each([
  ['no message', { MessageSid: '' }],
  ['a message of another kind', { MessageSid: `CA${'0'.repeat(32)}` }],
  ['no status', { MessageStatus: '' }],
])('a signed callback with %s is malformed', (_case, over) => {
  expect(() => read(statusFields(over))).toThrow(expect.objectContaining({ code: 'malformed_callback' }));
});

const textFields = (over: Record<string, string> = {}) => ({
  AccountSid: ACCOUNT,
  ApiVersion: '2010-04-01',
  Body: 'Yes, please',
  From: '+15005550009',
  MessageSid: SID,
  NumMedia: '0',
  NumSegments: '1',
  SmsMessageSid: SID,
  SmsSid: SID,
  SmsStatus: 'received',
  To: '+15005550006',
  ...over,
});
const heard = (over?: Record<string, string>) =>
  readCallback(callback(textFields(over)), SECRETS, { publicUrl: PUBLIC_URL });
const TEXT = { vendor_text_id: SID, from: '+15005550009', to: '+15005550006', text: 'Yes, please' };

test('a text that a person sent is answered with TwiML that sends nothing', () => {
  expect(heard()).toEqual({
    texts: [TEXT],
    answer: { content_type: 'text/xml', body: '<Response></Response>' },
  });
});

test('pictures of a text are passed on by their addresses', () => {
  const media = { NumMedia: '2', MediaUrl0: 'https://api.twilio.com/a', MediaUrl1: 'https://api.twilio.com/b' };

  expect(heard({ ...media, Body: '' }).texts).toEqual([
    { ...TEXT, text: '', media_urls: ['https://api.twilio.com/a', 'https://api.twilio.com/b'] },
  ]);
});

test.each(['STOP', ' stop ', 'StopAll', 'START', 'unstop', 'HELP', 'Info', 'YES'])(
  'Twilio answers %j itself',
  (Body) => {
    expect(heard({ Body }).texts).toEqual([{ ...TEXT, text: Body, vendor_answers: true }]);
  },
);

test.each(['ARRET', 'STOP ALL', 'stop by tomorrow', 'constructor'])('Twilio does not answer %j itself', (Body) => {
  expect(heard({ Body }).texts).toEqual([{ ...TEXT, text: Body }]);
});

test.each([
  ['STOP', 'stop'],
  ['START', 'start'],
  ['HELP', 'help'],
])('the opt-out type %s is that of Twilio, whatever the text is', (OptOutType, keyword) => {
  expect(heard({ OptOutType, Body: 'Enough' }).texts).toEqual([
    { ...TEXT, text: 'Enough', keyword, vendor_answers: true },
  ]);
});

test.each<Record<string, string>>([{ MessageSid: 'SM1' }, { From: '' }, { To: '' }])(
  'a signed text with %j is malformed',
  (over) => {
    expect(() => heard(over)).toThrow(expect.objectContaining({ code: 'malformed_callback' }));
  },
);
