import { routeChangeFrom } from './route-bodies.ts';

const MOST = { order: 10_000, max_segments: 24 };

test.each(Object.entries(MOST))("%s may be up to %d, the dispatcher's own limit", (name, most) => {
  expect(routeChangeFrom({ [name]: most })).toEqual({ [name]: most });
  expect(() => routeChangeFrom({ [name]: most + 1 })).toThrow('invalid_field');
});
