import { microsOf } from './money.ts';

test.each([
  ['-0.00750', 7_500],
  ['0.0075', 7_500],
  ['12', 12_000_000],
  ['+3.5', 3_500_000],
  ['0.0000001', 1],
  ['-1.9999999', 2_000_000],
  ['0', 0],
])('%s is %d micro-units', (price, micros) => {
  expect(microsOf(price)).toBe(micros);
});

test.each(['', 'free', '1,5', '1e3', '.5', '1.', '--1', '9999999999', 'NaN'])('%j is no price', (price) => {
  expect(microsOf(price)).toBeUndefined();
});
