import type { NewPrice } from '#libs/contracts';
import { estimateOf, priceBook, priceFrom, priceIdOf, routeOfPriceId, type Price } from './prices.ts';
import type { Route } from './route.ts';

const NOW = Date.parse('2030-06-01T00:00:00Z');
const sms = (micros: number, over: Partial<Price> = {}): Price => ({
  channel: 'sms',
  micros,
  currency: 'USD',
  ...over,
});
const TURKISH = { to: '+905321234567', country: 'TR', segments: 2, cargo: { text: 'Merhaba' } };
const from = (valid_from: string) => ({ valid_from: new Date(valid_from) });
const route = (prices: readonly Price[], over: Partial<Route> = {}) =>
  ({ vendor: 'acme', prices: priceBook(prices), ...over }) as Route;
const estimate = (prices: readonly Price[], over: Partial<Route> = {}, message: object = {}) =>
  estimateOf(route(prices, over), { ...TURKISH, ...message }, NOW);

test.each<[string, Price[], number | undefined]>([
  ['no price', [], undefined],
  ['one for all countries', [sms(1)], 2],
  ['one for the country before that', [sms(1), sms(5, { country: 'TR' })], 10],
  ['one for another country', [sms(5, { country: 'IR' })], undefined],
  ['a prefix before the country', [sms(5, { country: 'TR' }), sms(7, { prefix: '+9053' })], 14],
  ['the longest of prefixes', [sms(7, { prefix: '+90532' }), sms(3, { prefix: '+9053' })], 14],
  ['a prefix of one digit', [sms(3, { prefix: '+9' })], 6],
  ['the whole number', [sms(3, { prefix: '+905321234567' })], 6],
  ['a prefix of another country', [sms(7, { prefix: '+90532', country: 'CY' }), sms(1)], 2],
  ['the price of MMS', [sms(9, { channel: 'mms' })], undefined],
  ['the latest that is in force', [sms(1), sms(2, from('2030-01-01')), sms(3, from('2031-01-01'))], 4],
  ['a prefix that is not in force yet', [sms(1), sms(3, { prefix: '+90', ...from('2031-01-01') })], 2],
])('of %s', (_, prices, micros) => {
  expect(estimate(prices)?.micros).toBe(micros);
  expect(estimate(prices.toReversed())?.micros).toBe(micros);
});

test('a price is in force from its second on', () => {
  const prices = [sms(1), sms(2, { valid_from: new Date(NOW) })];

  expect(estimate(prices)?.micros).toBe(4);
  expect(estimateOf(route(prices), TURKISH, NOW - 1)?.micros).toBe(2);
});

test('the price of the route itself counts where none is listed, and not for MMS', () => {
  const price = { micros: 11, currency: 'TRY' };

  expect(estimate([sms(5, { country: 'IR' })], { price })).toEqual({ micros: 22, currency: 'TRY' });
  expect(estimate([sms(5, { country: 'TR' })], { price })).toEqual({ micros: 10, currency: 'USD' });
  expect(estimateOf({ ...route([]), price }, TURKISH, NOW)).toEqual({ micros: 22, currency: 'TRY' });
});

test('a message with pictures costs the price of MMS once, on a route that sends pictures', () => {
  const media = { max_count: 1, types: ['image/jpeg'], max_bytes: 5_000_000 };
  const carries = { text: true, media };
  const pictures = { cargo: { text: 'x', media: { urls: ['https://example.org/a.jpg'] } } };
  const prices = [sms(1), sms(30, { channel: 'mms' })];

  expect(estimate(prices, { carries }, pictures)?.micros).toBe(30);
  expect(estimate(prices, {}, pictures)?.micros).toBe(2);
  expect(estimate([sms(1)], { carries, price: { micros: 1, currency: 'USD' } }, pictures)).toBeUndefined();
});

const given = (over: Partial<NewPrice> = {}) =>
  ({ channel: 'sms', price_micros: 7, currency: 'USD', ...over }) as const;

test.each<[Partial<NewPrice>, Partial<Price>]>([
  [{}, { micros: 7, currency: 'USD' }],
  [
    { prefix: '98912', country: 'IR' },
    { prefix: '+98912', country: 'IR' },
  ],
  [{ prefix: '+1' }, { prefix: '+1' }],
  [
    { prefix: '+9', country: 'IR' },
    { prefix: '+9', country: 'IR' },
  ],
  [{ currency: 'credits', price_micros: 1_000_000 }, { currency: 'credits' }],
  [{ valid_from: '2030-01-01T03:00:00.5+03:00' }, from('2030-01-01T00:00:00Z')],
])('%j is a price', (over, price) => {
  expect(priceFrom(given(over))).toMatchObject(price);
});

test.each<[Partial<NewPrice>, string]>([
  [{ country: 'XX' }, 'country'],
  [{ prefix: '+0' }, 'prefix'],
  [{ prefix: '' }, 'prefix'],
  [{ prefix: '12a' }, 'prefix'],
  [{ prefix: '+90', country: 'IR' }, 'prefix'],
  [{ price_micros: -1 }, 'price_micros'],
  [{ price_micros: 1.5 }, 'price_micros'],
  [{ price_micros: 1e15 }, 'price_micros'],
  [{ currency: 'usd' }, 'currency'],
  [{ valid_from: '2030-02-30T00:00:00Z' }, 'valid_from'],
  [{ valid_from: '2030-01-01' }, 'valid_from'],
])('%j is none', (over, field) => {
  expect(priceFrom(given(over))).toMatch(new RegExp(`^${field} `));
});

test('the id of a price names all but the amount', () => {
  const price = sms(7, { prefix: '+1202', country: 'US', ...from('2030-01-31T09:30:00Z') });

  expect(priceIdOf('acme-0a1b2c3d', price)).toBe('acme-0a1b2c3d.sms.US.1202.20300131T093000Z');
  expect(priceIdOf('acme-0a1b2c3d', sms(7))).toBe('acme-0a1b2c3d.sms.-.-.-');
  expect(routeOfPriceId('acme-0a1b2c3d.sms.-.-.-')).toBe('acme-0a1b2c3d');
});
