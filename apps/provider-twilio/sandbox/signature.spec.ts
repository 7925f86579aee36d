// Twilio's published examples, and one with a port that is not the scheme's own.
import twilio from 'twilio';
import { twilioSignature } from './signature.ts';

const call = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const sid = `SM${'0'.repeat(31)}1`;
const delivered = {
  AccountSid: `AC${'0'.repeat(32)}`,
  MessageSid: sid,
  MessageStatus: 'delivered',
  SmsSid: sid,
  SmsStatus: 'delivered',
  To: '+85251234567',
  From: '+15005550006',
  ApiVersion: '2010-04-01',
};

test.each([
  ['https://mycompany.com/myapp.php?foo=1&bar=2', call, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['https://example.com/myapp.php?foo=1&bar=2', call, '9pyy2ZSJda9ihJ1NNXPXtY4oV2Y='],
  ['http://127.0.0.1:3000/hooks/twilio/status', delivered, 'bAMgYCcyLK0BnL8iSRyU9Xvu2O0='],
])('the signature of %s is the known one, and the official SDK accepts it', (url, params, expected) => {
  const signature = twilioSignature('12345', url, params);

  expect(signature).toBe(expected);
  expect(twilio.validateRequest('12345', signature, url, params)).toBe(true);
});

test('empty and unknown parameters are signed too', () => {
  const url = 'http://127.0.0.1:3000/hooks';
  const signature = twilioSignature('12345', url, { ...delivered, Unknown: '', ü: 'ß' });

  expect(twilio.validateRequest('12345', signature, url, { ...delivered, Unknown: '', ü: 'ß' })).toBe(true);
  expect(twilio.validateRequest('12345', signature, url, { ...delivered, ü: 'ß' })).toBe(false);
});
