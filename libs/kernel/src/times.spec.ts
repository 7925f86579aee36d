import * as fc from 'fast-check';
import { timesScaledBy, type Times } from './times.ts';

const inOrder = (times: Times): number[] => [
  times.connectMs,
  times.slowMs,
  times.vendorHttpMs,
  times.itemOutcomeMs,
  times.drainMs,
  times.sendBeforeMs,
  times.leaseMs,
  times.graceMs,
];

const rises = (ms: readonly number[]): boolean => ms.every((value, index) => value > (ms[index - 1] ?? 0));

test('each time bounds the one before it', () => {
  expect(rises(inOrder(timesScaledBy()))).toBe(true);
  expect(inOrder(timesScaledBy())).toHaveLength(Object.keys(timesScaledBy()).length);
});

test('the times have the values that services rely on', () => {
  expect(inOrder(timesScaledBy(1))).toEqual([2_000, 5_000, 10_000, 12_000, 14_000, 15_000, 30_000, 45_000]);
});

test('the order holds at any scale that a test can use, in whole milliseconds', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 1_000, noNaN: true }), (scale) => {
      const scaled = inOrder(timesScaledBy(scale));

      expect(scaled.every(Number.isInteger)).toBe(true);
      expect(rises(scaled)).toBe(true);
    }),
  );
});

test('a scale of 20 makes a lease of 1.5 s', () => {
  expect(timesScaledBy(20).leaseMs).toBe(1_500);
});
