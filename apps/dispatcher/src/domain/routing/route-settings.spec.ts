import type { RouteChange } from '#libs/contracts';
import { settingsProblem } from './route-settings.ts';

test.each<[string, object, RouteChange]>([
  ['a name', {}, { name: 'Main' }],
  ['a price with its currency', {}, { price_micros: 7_500, currency: 'USD' }],
  ['a price where there is a currency', { price_micros: 1, currency: 'USD' }, { price_micros: 0 }],
  ['price and currency taken away', { price_micros: 1, currency: 'USD' }, { price_micros: null, currency: null }],
  ['countries, and every country', {}, { countries: null, max_segments: null }],
])('%s is a valid change', (_, now, change) => {
  expect(settingsProblem(now, change)).toBeUndefined();
});

test.each<[string, object, RouteChange]>([
  ['an empty name', {}, { name: ' ' }],
  ['an order below 0', {}, { order: -1 }],
  ['no segments', {}, { max_segments: 0 }],
  ['no country', {}, { countries: [] }],
  ['a country in small letters', {}, { countries: ['hk'] }],
  ['a country that nobody has assigned', {}, { countries: ['ZZ'] }],
  ['a country that is no text', {}, { countries: [1 as never] }],
  ['a country twice', {}, { countries: ['HK', 'HK'] }],
  ['a price without currency', {}, { price_micros: 1 }],
  ['a currency without price', {}, { currency: 'USD' }],
  ['only the currency taken away', { price_micros: 1, currency: 'USD' }, { currency: null }],
  ['a price below 0', {}, { price_micros: -1, currency: 'USD' }],
  ['a currency in small letters', {}, { price_micros: 1, currency: 'usd' }],
  ['a currency that is none', {}, { price_micros: 1, currency: 'XYZ' }],
])('%s is refused', (_, now, change) => {
  expect(settingsProblem(now, change)).toEqual(expect.any(String));
});
