// Real: the clock. A function of the test gives the database's time.
import { createClock, monotonicMs, sleep } from '#libs/kernel';
import { inFakeTime } from '../../kernel/testing/index.ts';
import { keepClockInStep, step, type TimeReading } from './clock-sync.ts';

const HOUR_MS = 3_600_000;

/** The answer of a database whose clock differs from ours by `byMs`, in a round trip that ends now. */
function reading(clock: { now(): number }, byMs: number): TimeReading {
  const at = monotonicMs();
  return { databaseNow: clock.now() + byMs, sentAt: at, answeredAt: at };
}

const near = (expected: number, actual: number): void => expect(Math.abs(actual - expected)).toBeLessThan(20);

test('the first synchronisation takes over the time unchanged, forward and back', async () => {
  for (const byMs of [HOUR_MS, -HOUR_MS]) {
    const clock = createClock();
    const stop = await keepClockInStep(() => Promise.resolve(Date.now() + byMs), clock);
    stop();

    near(Date.now() + byMs, clock.now());
  }
});

test(
  'the shortest round trip sets the clock',
  inFakeTime(async (pass) => {
    const clock = createClock();
    const delays = [30, 15, 0, 15, 30];
    const tookMs: number[] = [];
    /** Each millisecond of a round trip makes its answer wrong by a second. */
    const wrongBy = (took: number): number => took * 1_000;
    const slowAnswersAreWrong = async (): Promise<number> => {
      const [asked, since] = [Date.now(), monotonicMs()];
      await sleep(delays.shift()!);
      const took = monotonicMs() - since;
      tookMs.push(took);
      return asked + took / 2 + wrongBy(took);
    };

    const kept = keepClockInStep(slowAnswersAreWrong, clock);
    await pass(100);
    (await kept)();

    near(Date.now() + wrongBy(Math.min(...tookMs)), clock.now());
  }),
);

test('the answer counts for the middle of its round trip', () => {
  const clock = createClock();
  const answeredAt = monotonicMs();

  step(clock, { databaseNow: clock.now() + HOUR_MS, sentAt: answeredAt - 200, answeredAt });

  near(Date.now() + HOUR_MS + 100, clock.now());
});

test('a database whose time is ahead moves the clock forward at once', () => {
  const clock = createClock();

  expect(step(clock, reading(clock, HOUR_MS))).toBe(true);

  near(Date.now() + HOUR_MS, clock.now());
});

test('a database whose time is behind moves the clock back a quarter of a second at a time', () => {
  const [clock, untouched] = [createClock(), createClock()];

  expect(step(clock, reading(clock, -600))).toBe(false);
  near(untouched.now() - 250, clock.now());
  expect(step(clock, reading(clock, -350))).toBe(false);
  near(untouched.now() - 500, clock.now());
  expect(step(clock, reading(clock, -100))).toBe(true);
  near(untouched.now() - 600, clock.now());
});

test('a database that does not answer at the start is an error', async () => {
  await expect(keepClockInStep(() => Promise.reject(new Error('away')), createClock())).rejects.toThrow('away');
});
