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
