import { duration, instant, integerFrom, names } from './options.ts';

test.each([
  ['90', 90],
  ['90s', 90],
  ['15m', 900],
  ['24h', 86_400],
  ['7d', 604_800],
])('%s is %i seconds', (written, seconds) => {
  expect(duration(written)).toBe(seconds);
});

test.each([
  [() => duration('soon'), 'It takes a time such as'],
  [() => duration('-1h'), 'It takes a time such as'],
  [() => integerFrom(0, 9)('10'), 'It takes a whole number from 0 to 9.'],
  [() => integerFrom(1)('1.5'), 'It takes a whole number from 1.'],
  [() => instant('tomorrow'), 'It takes an RFC 3339 date'],
])('%s is refused', (read, sentence) => {
  expect(read).toThrow(sentence);
});

test('names are separated by commas', () => {
  expect(names('a, b,,c ')).toEqual(['a', 'b', 'c']);
});
