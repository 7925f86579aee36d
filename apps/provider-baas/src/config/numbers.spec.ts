import { asCallbackNumber, asRecipient, storedSender } from './numbers.ts';

test.each([
  ['+821012345678', '010-1234-5678'],
  ['+82101234567', undefined],
  ['+82212345678', undefined],
  ['+8210123456789', undefined],
  ['+85251234567', undefined],
])('the recipient %s is %s', (e164, dashed) => {
  expect(asRecipient(e164)).toBe(dashed);
});

test.each([
  ['02-123-4567', '+8221234567'],
  ['02-1234-5678', '+82212345678'],
  ['031-123-4567', '+82311234567'],
  ['010-1234-5678', '+821012345678'],
  ['070-1234-5678', '+827012345678'],
  ['0505-123-4567', '+825051234567'],
  ['1588-1234', '15881234'],
])('the callback number %s is stored as %s, and written as before', (dashed, stored) => {
  expect(storedSender(dashed)).toBe(stored);
  expect(asCallbackNumber(stored)).toBe(dashed);
  expect(asCallbackNumber(storedSender(stored))).toBe(dashed);
});

test.each(['', '+85221234567', '1234567', '1588123', '+82112', 'Brand', '02-1234', '02-12345-6789', '+822123456789'])(
  '%j is no callback number',
  (sender) => {
    expect(asCallbackNumber(storedSender(sender))).toBeUndefined();
  },
);
