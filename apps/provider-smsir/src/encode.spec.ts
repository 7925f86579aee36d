import { encodeSend, nationalOf } from './encode.ts';

const TO = '+989121234567';
const ACCOUNT = { lineNumber: '30001234' };
const template = (tokens: Record<string, string>, code = '100000') => ({ vendor: 'smsir', code, tokens });

function sent(item: Partial<Parameters<typeof encodeSend>[0]>, account: { lineNumber?: string } = ACCOUNT) {
  const encoded = encodeSend({ to: TO, text: 'سلام', ...item }, account);
  return 'outcome' in encoded ? encoded : { path: encoded.path, body: JSON.parse(encoded.body) as unknown };
}

test('a message by template is its code, a whole number, and its values by name', () => {
  expect(sent({ template: template({ CODE: '12345', Name: 'علی رضا' }) })).toEqual({
    path: '/v1/send/verify',
    body: {
      mobile: '9121234567',
      templateId: 100_000,
      parameters: [
        { name: 'CODE', value: '12345' },
        { name: 'Name', value: 'علی رضا' },
      ],
    },
  });
});

test('a text of any wording goes out from the line, at once', () => {
  const body = { lineNumber: 30_001_234, messageText: 'سلام', mobiles: ['9121234567'], sendDateTime: null };

  expect(sent({})).toEqual({ path: '/v1/send/bulk', body });
  expect(sent({ sender: '30007732' })).toEqual({ path: '/v1/send/bulk', body: { ...body, lineNumber: 30_007_732 } });
});

test('a line of 14 digits is written exactly', () => {
  const body = { lineNumber: 30_004_505_000_017 };

  expect(sent({}, { lineNumber: '30004505000017' })).toMatchObject({ body });
  expect(sent({ sender: '+9830004505000017' })).toMatchObject({ body });
});

test.each([
  ['a foreign number', { to: '+85251234567' }, 'recipient', 'not_in_iran'],
  ['too long an Iranian number', { to: '+9891212345678' }, 'recipient', 'not_in_iran'],
  ['a value of 26 characters', { template: template({ CODE: 'x'.repeat(26) }) }, 'request', 'token_not_possible'],
  ['an empty value', { template: template({ CODE: '' }) }, 'request', 'token_not_possible'],
  ['a code that is a word', { template: template({ CODE: '1' }, 'code') }, 'request', 'template_code'],
  ['a code that is 0', { template: template({ CODE: '1' }, '0') }, 'request', 'template_code'],
])('%s is refused before any call', (_what, item, fault, vendor_code) => {
  expect(sent(item)).toEqual({ outcome: 'vendor_fault', fault, vendor_code });
});

test('a value of 25 characters is sent', () => {
  expect(sent({ template: template({ CODE: 'x'.repeat(25) }) })).toMatchObject({ path: '/v1/send/verify' });
});

test('without a line only a message by template is sent', () => {
  expect(sent({}, {})).toEqual({ outcome: 'vendor_fault', fault: 'request', vendor_code: 'no_line_number' });
  expect(sent({ template: template({ CODE: '1' }) }, {})).toMatchObject({ path: '/v1/send/verify' });
});

test('a text of spaces alone is refused before any call', () => {
  expect(sent({ text: ' \n' })).toEqual({ outcome: 'rejected', vendor_code: 'empty_text' });
});

test.each(['9121234567', '09121234567', '+989121234567', '00989121234567', '989121234567'])(
  '%s is the mobile 9121234567',
  (number) => {
    expect(nationalOf(number)).toBe('9121234567');
  },
);

test.each(['', '+85251234567', '912123456', '+98912123456', 'V.Bank'])('%j is no Iranian number', (number) => {
  expect(nationalOf(number)).toBeUndefined();
});
