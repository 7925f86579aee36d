import { isLimit, outcomeOf, PHONE_ERRORS } from './outcomes.ts';

test.each([
  ['NO_SERVICE', 'vendor_fault', 'down'],
  ['RESULT_RADIO_OFF', 'vendor_fault', 'down'],
  ['no-service', 'vendor_fault', 'down'],
  ['NO_SIM', 'vendor_fault', 'misconfigured'],
  ['INVALID_NUMBER', 'vendor_fault', 'recipient'],
  ['RESULT_ERROR_NULL_PDU', 'vendor_fault', 'request'],
  ['RESULT_ERROR_LIMIT_EXCEEDED', 'throttled', undefined],
  ['RESULT_ERROR_GENERIC_FAILURE', 'unknown', undefined],
  ['LEASE_ENDED', 'not_started', undefined],
])('%s of a phone that asks before each text is %s %s', (lastError, outcome, fault) => {
  expect(outcomeOf(lastError, true)).toMatchObject({ outcome, ...(fault && { fault }) });
});

test.each(Object.keys(PHONE_ERRORS))('%s of a phone that never asks is final', (lastError) => {
  expect(outcomeOf(lastError, false)).toEqual({ outcome: 'rejected', code: lastError });
});

test.each([undefined, '', 'Could not text +84912345678: your code is 123456', 'constructor', '__proto__'])(
  'words that nobody knows leave neither a text nor a number behind: %j',
  (lastError) => {
    expect(outcomeOf(lastError, true)).toEqual({ outcome: 'vendor_fault', fault: 'down', code: 'PHONE_ERROR' });
    expect(outcomeOf(lastError, false)).toEqual({ outcome: 'rejected', code: 'PHONE_ERROR' });
  },
);

test('only the limit of the phone lets its SIM rest', () => {
  const limits = Object.keys(PHONE_ERRORS).filter((error) => isLimit(outcomeOf(error, true)));

  expect(limits).toEqual(['LIMIT_EXCEEDED', 'ERROR_LIMIT_EXCEEDED', 'RATE_LIMITED']);
});
