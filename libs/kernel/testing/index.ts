import { jest } from '@jest/globals';

/** A test in which time stands still until it says `pass`; nobody waits. Turns of the event loop come as ever. */
export const inFakeTime = (test: (pass: (ms: number) => Promise<void>) => Promise<void>) => async (): Promise<void> => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  try {
    await test((ms) => jest.advanceTimersByTimeAsync(ms));
  } finally {
    jest.useRealTimers();
  }
};
