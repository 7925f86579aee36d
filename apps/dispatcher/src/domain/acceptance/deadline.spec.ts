import { deadlineOf } from './deadline.ts';

const NOW = Date.UTC(2030, 0, 31, 12);
const HOUR_MS = 3_600_000;

test.each([
  ['no wish takes the default', {}, '2030-01-31T13:00:00.000Z'],
  ['one second', { valid_for_s: 1 }, '2030-01-31T12:00:01.000Z'],
  ['seven days in seconds', { valid_for_s: 604_800 }, '2030-02-07T12:00:00.000Z'],
  ['an instant in UTC', { deadline: '2030-01-31T12:00:00.001Z' }, '2030-01-31T12:00:00.001Z'],
  ['an instant in another zone', { deadline: '2030-01-31T21:00:00+08:00' }, '2030-01-31T13:00:00.000Z'],
  ['an instant seven days ahead', { deadline: '2030-02-07T12:00:00Z' }, '2030-02-07T12:00:00.000Z'],
])('%s', (_name, wish, iso) => {
  expect(deadlineOf(wish, HOUR_MS, NOW)).toEqual({ ok: true, at: new Date(iso) });
});

test.each([
  ['both wishes', { valid_for_s: 60, deadline: '2030-01-31T13:00:00Z' }, /not both/],
  ['0 seconds', { valid_for_s: 0 }, /from 1 to 604800/],
  ['-1 second', { valid_for_s: -1 }, /from 1 to 604800/],
  ['half a second', { valid_for_s: 0.5 }, /whole number/],
  ['no number', { valid_for_s: NaN }, /whole number/],
  ['a second more than seven days', { valid_for_s: 604_801 }, /7 days/],
  ['a trillion seconds', { valid_for_s: 1e12 }, /7 days/],
  ['this very moment', { deadline: '2030-01-31T12:00:00Z' }, /has passed/],
  ['a moment ago', { deadline: '2030-01-31T11:59:59.999Z' }, /has passed/],
  ['more than seven days ahead', { deadline: '2030-02-07T12:00:00.001Z' }, /7 days/],
  ['no zone', { deadline: '2030-01-31T13:00:00' }, /RFC 3339/],
  ['30 February', { deadline: '2030-02-30T13:00:00Z' }, /RFC 3339/],
  ['words', { deadline: 'tomorrow' }, /RFC 3339/],
  ['nothing', { deadline: '' }, /RFC 3339/],
])('%s is refused', (_name, wish, sentence) => {
  expect(deadlineOf(wish, HOUR_MS, NOW)).toEqual({ ok: false, detail: expect.stringMatching(sentence) });
});
