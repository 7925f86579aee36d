import { costOf, microsOf } from './money.ts';

test.each([
  ['-0.00750', 7_500],
  ['0.0075', 7_500],
  ['12', 12_000_000],
  ['+3.5', 3_500_000],
  ['0.0000001', 1],
  ['-1.9999999', 2_000_000],
  ['0', 0],
  ['8999999999', 8_999_999_999_000_000],
])('%s is %d micro-units', (price, micros) => {
  expect(microsOf(price)).toBe(micros);
});

test.each(['', 'free', '1,5', '1e3', '.5', '1.', '--1', '9999999999', '12345678901', 'NaN'])(
  '%j is not a price',
  (price) => {
    expect(microsOf(price)).toBeUndefined();
  },
);

test.each([
  [1.0, 1_000_000],
  [120, 120_000_000],
  [-0.0075, 7_500],
  [0.1 + 0.2, 300_000],
  [1.1 * 3, 3_300_000],
  [4.35, 4_350_000],
  [123_456_789.123456, 123_456_789_123_456],
  [1 / 3, 333_334],
  [1e-7, 1],
  [0, 0],
])('the number %d is %d micro-units', (price, micros) => {
  expect(microsOf(price)).toBe(micros);
});

test.each([NaN, Infinity, -Infinity, 1e10, 1e21, Number.MAX_VALUE])('the number %d is not a price', (price) => {
  expect(microsOf(price)).toBeUndefined();
});

test.each([
  ['-0.00750', 'USD', { cost_micros: 7_500, currency: 'USD' }],
  ['0.0075', 'usd', { cost_micros: 7_500, currency: 'USD' }],
  ['120', 'IRR', { cost_micros: 120_000_000, currency: 'IRR' }],
  ['0.125', 'KWD', { cost_micros: 125_000, currency: 'KWD' }],
  ['3', 'JPY', { cost_micros: 3_000_000, currency: 'JPY' }],
  ['0.0075', 'XYZ', undefined],
  ['0.0075', '$', undefined],
  ['0.0075', null, undefined],
  ['0.0075', undefined, undefined],
  [null, 'USD', undefined],
  [0.0075, 'USD', { cost_micros: 7_500, currency: 'USD' }],
  [1.0, 'credits', { cost_micros: 1_000_000, currency: 'credits' }],
  [1.0, 'CREDITS', undefined],
  [NaN, 'USD', undefined],
  ['free', 'USD', undefined],
])('a price of %s in %s costs %o', (price, unit, cost) => {
  expect(costOf(price, unit)).toEqual(cost);
});
