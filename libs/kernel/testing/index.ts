import { jest } from '@jest/globals';

/** A test in which time only passes when it calls `pass`, without waiting. The event loop runs as usual. */
export const inFakeTime = (test: (pass: (ms: number) => Promise<void>) => Promise<void>) => async (): Promise<void> => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    await test((ms) => jest.advanceTimersByTimeAsync(ms));
  } finally {
    jest.useRealTimers();
  }
};

/** The same values in a random order. */
export function shuffled<T>(values: readonly T[]): T[] {
  const order = [...values];
  for (let left = order.length; left > 1; left--) {
    const drawn = Math.floor(Math.random() * left);
    [order[left - 1], order[drawn]] = [order[drawn]!, order[left - 1]!];
  }
  return order;
}
