import { routeChangeFrom } from './route-bodies.ts';

const MOST = { order: 10_000, max_segments: 24 };

test('a segment may cost thousands of a currency whose units are worth little', () => {
  const price = { price_micros: 5_000_000_000, currency: 'IRR' };
  expect(routeChangeFrom(price)).toEqual(price);
});

test.each(Object.entries(MOST))("%s may be up to %d, the dispatcher's own limit", (name, most) => {
  expect(routeChangeFrom({ [name]: most })).toEqual({ [name]: most });
  expect(() => routeChangeFrom({ [name]: most + 1 })).toThrow('invalid_field');
});
