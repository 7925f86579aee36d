import { routeChangeFrom } from './route-bodies.ts';

const MOST = { order: 10_000, max_segments: 24 };

test.each(Object.entries(MOST))('%s goes up to %d, as far as the dispatcher takes it', (name, most) => {
  expect(routeChangeFrom({ [name]: most })).toEqual({ [name]: most });
  expect(() => routeChangeFrom({ [name]: most + 1 })).toThrow('invalid_field');
});
