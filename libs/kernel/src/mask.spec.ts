import { maskCodes, maskNumber } from './mask.ts';

test.each([
  ['+85251234567', '+852******67'],
  ['+12025550123', '+1********23'],
  ['+447911123456', '+44********56'],
  ['+989121234567', '+98********67'],
  ['+80012345678', '+*********78'],
  ['+3706123', '+370****'],
  ['+1234567', '+1****67'],
])('of the number %s a reader who may not see it sees %s', (number, masked) => {
  expect(maskNumber(number)).toBe(masked);
});

test.each([
  ['Your code is 123456.', 'Your code is ******.'],
  ['G-1234 is your code', 'G-**** is your code'],
  ['Kod: ۱۲۳۴۵۶', 'Kod: ******'],
  ['123-456 or 12 34 56', '***-*** or ** ** **'],
  ['Code A1B2C3, valid 10 min', 'Code ******, valid 10 min'],
  ['https://x.example/l/9f8e7d6c', 'https://x.example/l/********'],
  ['12345678 and 123456789', '******** and *********'],
  ['Your appointment is at 9', 'Your appointment is at 9'],
  ['验证码123456，请勿泄露', '验证码******，请勿泄露'],
])('%j is shown as %j when its code must not be seen', (text, masked) => {
  expect(maskCodes(text)).toBe(masked);
});

test('a text of 1,600 characters without a code is read once, and stays as it is', () => {
  const text = '12 '.repeat(533);

  expect(maskCodes('word '.repeat(320))).toBe('word '.repeat(320));
  expect(maskCodes(text)).toBe('** '.repeat(533));
});
