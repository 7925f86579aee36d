import { delayAfter } from './login-throttle.ts';

test.each([
  [0, 0],
  [1, 0],
  [4, 0],
  [5, 1_000],
  [6, 2_000],
  [10, 32_000],
  [11, 60_000],
  [1_000_000, 60_000],
])('after %i failures an account waits %i ms', (failures, expected) => {
  expect(delayAfter(failures)).toBe(expected);
});
