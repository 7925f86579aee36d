import { CREDITS, CURRENCIES, isCurrency } from './currency.ts';

test.each(['USD', 'EUR', 'HKD', 'IRR', 'KRW', 'TRY', 'BHD', 'CLF', 'XCG', 'ZWG', 'SLE', 'credits'])(
  '%s is a currency',
  (code) => {
    expect(isCurrency(code)).toBe(true);
  },
);

test.each([
  ['a code that is not assigned', 'XYZ'],
  ['the code for no currency', 'XXX'],
  ['the code for tests', 'XTS'],
  ['one that ended long ago', 'DEM'],
  ['small letters', 'usd'],
  ['credits in capitals', 'CREDITS'],
  ['two letters', 'US'],
  ['four letters', 'USDT'],
  ['a number', '840'],
  ['a sign', '$'],
  ['nothing', ''],
  ['a space after it', 'USD '],
  ['full-width letters', 'ＵＳＤ'],
  ['a name of Object', 'constructor'],
  ['no text', 840],
  ['a list', ['USD']],
  ['null', null],
])('%s is not a currency', (_what, code) => {
  expect(isCurrency(code)).toBe(false);
});

test('the list names each currency once', () => {
  expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
  expect(CURRENCIES.filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([CREDITS]);
});
