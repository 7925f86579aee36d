import * as fc from 'fast-check';
import { randomBelow } from '#libs/kernel';
import { backoffMs, backoffOf, ceilingMs, growingWaitMs } from './backoff.ts';

test.each([
  ['otp', [500, 1_000, 2_000, 4_000, 8_000, 8_000]],
  ['alert', [5_000, 10_000, 20_000, 40_000, 80_000, 160_000]],
  ['marketing', [5_000, 10_000, 20_000, 40_000, 80_000, 160_000]],
] as const)('the longest wait of %s doubles up to its cap', (category, ceilings) => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => ceilingMs(backoffOf(category), attempt))).toEqual(ceilings);
});

test('other categories wait up to 10 minutes, however many tries there were', () => {
  expect(ceilingMs(backoffOf('reminder'), 8)).toBe(600_000);
  expect(ceilingMs(backoffOf('reminder'), 5_000)).toBe(600_000);
});

test('tests run the same back-off scaled down', () => {
  expect(backoffOf('otp', 20)).toEqual({ baseMs: 25, capMs: 400 });
});

test('a wait is random from 0 up to the ceiling, both included', () => {
  expect(backoffMs(backoffOf('otp'), 2, () => 0)).toBe(0);
  expect(backoffMs(backoffOf('otp'), 2, (below) => below - 1)).toBe(1_000);
});

test('with the real generator every wait is a whole number inside its limits', () => {
  const route = { baseMs: 2_000, capMs: 10_000 };
  fc.assert(
    fc.property(fc.integer({ min: -1, max: 40 }), (attempt) => {
      const ms = backoffMs(route, attempt, randomBelow);

      expect(Number.isInteger(ms)).toBe(true);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThanOrEqual(ceilingMs(route, attempt));
    }),
  );
});

test.each([
  [0, 1_000],
  [4_000, 1_000],
  [20_000, 5_000],
  [3_600_000, 45_000],
])('after a wait of %d ms the next is %d ms', (waitedMs, ms) => {
  expect(growingWaitMs({ baseMs: 1_000, capMs: 45_000 }, waitedMs)).toBe(ms);
});
