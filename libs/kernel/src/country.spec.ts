import { COUNTRIES, hasNationalNumbers, isCountry, isDestination } from './country.ts';

test.each(['US', 'GB', 'HK', 'TR', 'IR', 'AQ', 'UM', 'SS', 'CW', 'XK', 'AC', 'TA'])('%s is a country', (code) => {
  expect(isCountry(code)).toBe(true);
});

test.each([
  ['a code that is not assigned', 'ZZ'],
  ['a code for private use', 'XX'],
  ['another code for private use', 'QM'],
  ['a reserved code', 'UK'],
  ['a union of countries', 'EU'],
  ['a withdrawn code', 'SU'],
  ['another withdrawn code', 'AN'],
  ['small letters', 'us'],
  ['a mixture', 'Us'],
  ['alpha-3', 'USA'],
  ['one letter', 'U'],
  ['nothing', ''],
  ['a space after it', 'US '],
  ['a line break after it', 'US\n'],
  ['full-width letters', 'ＵＳ'],
  ['Cyrillic letters that look the same', 'ТR'],
  ['every country', '*'],
  ['a name of Object', 'constructor'],
  ['a number', 840],
  ['a list', ['US']],
  ['null', null],
  ['an object', {}],
])('%s is not a country', (_what, code) => {
  expect(isCountry(code)).toBe(false);
});

test('the list is that of ISO 3166-1 with three codes of numbering plans', () => {
  expect(COUNTRIES).toHaveLength(249 + 3);
  expect(new Set(COUNTRIES).size).toBe(COUNTRIES.length);
  expect(COUNTRIES.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
});

test.each([
  ['HK', true],
  ['XK', true],
  ['AQ', false],
  ['ZZ', false],
])('%s has numbers that are written without a country code: %s', (code, has) => {
  expect(hasNationalNumbers(code)).toBe(has);
});

test('a destination is a country or *', () => {
  expect(['*', 'AQ', 'US'].every(isDestination)).toBe(true);
  expect(['**', '', 'us', 'UK', null, ['*']].some(isDestination)).toBe(false);
});
