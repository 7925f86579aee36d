import { answerWithoutResponse, jsonObject, retryAfterMs } from './answers.ts';

test('only a failure before the first byte lets another route have the message', () => {
  expect(answerWithoutResponse({ kind: 'not_sent', reason: 'dns' })).toEqual({
    outcome: 'vendor_fault',
    fault: 'down',
    vendor_code: 'dns',
  });
  expect(answerWithoutResponse({ kind: 'no_answer', reason: 'timeout' })).toEqual({
    outcome: 'unknown',
    vendor_code: 'timeout',
  });
  expect(answerWithoutResponse({ kind: 'too_late' })).toEqual({ outcome: 'not_started', vendor_code: 'too_late' });
});

test.each([
  ['2', 2_000],
  ['0', 1_000],
  ['-5', 1_000],
  ['0.5', 1_000],
  ['1000000000', 3_600_000],
  ['Fri, 31 Dec 1999 23:59:59 GMT', undefined],
  [undefined, undefined],
])('Retry-After %s waits %s ms', (header, ms) => {
  expect(retryAfterMs({ 'retry-after': header })).toBe(ms);
});

test.each(['', '[]', 'null', '"text"', '3', '{"cut": tr', '<html>'])('%j is no JSON object', (body) => {
  expect(jsonObject(body)).toBeUndefined();
});
