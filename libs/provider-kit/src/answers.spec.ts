import { clock } from '#libs/kernel';
import { answerWithoutResponse, jsonObject, retryAfterMs, wordsOf } from './answers.ts';

test('another route may take the message only after a failure before the first byte', () => {
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
  ['Fri, 31 Dec 1999 23:59:59 GMT', 1_000],
  ['soon', undefined],
  ['', undefined],
  ['1e3', undefined],
  ['2030-01-31T09:30:00Z', undefined],
  [undefined, undefined],
])('Retry-After %s waits %s ms', (header, ms) => {
  expect(retryAfterMs({ 'retry-after': header })).toBe(ms);
});

test.each(['Sun, 06 Nov 1994 08:50:07 GMT', 'Sunday, 06-Nov-94 08:50:07 GMT', 'Sun Nov  6 08:50:07 1994'])(
  'Retry-After %s is compared with the date of the answer, so that clocks that differ do not matter',
  (header) => {
    const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
    expect(retryAfterMs({ 'retry-after': header, date })).toBe(30_000);
    expect(retryAfterMs({ 'retry-after': [header], date: 'never' })).toBe(1_000);
  },
);

test('without a date of the answer our own clock counts', () => {
  const inAMinute = new Date(clock.now() + 60_000).toUTCString();
  const ms = retryAfterMs({ 'retry-after': inAMinute })!;

  expect(ms).toBeGreaterThan(55_000);
  expect(ms).toBeLessThanOrEqual(60_000);
});

test.each(['', '[]', 'null', '"text"', '3', '{"cut": tr', '<html>'])('%j is not a JSON object', (body) => {
  expect(jsonObject(body)).toBeUndefined();
});

test.each([
  ['85251234567 barred', '# barred'],
  ['+852 5123 4567 barred', '+# barred'],
  ['010-123-4567은 결번', '#은 결번'],
  ['０１０１２３４５６７８, ۰۹۱۲۱۲۳۴۵۶۷', '#, #'],
  ['E-12: 3 of 4 fields', 'E-12: 3 of 4 fields'],
])('of the words %j the numbers of people are left out', (reason, words) => {
  expect(wordsOf(reason)).toBe(words);
});
