import { clock, createClock, monotonicMs, sleep } from './clock.ts';

test('before it is synchronised, a clock has the time of this machine', () => {
  expect(Math.abs(createClock().now() - Date.now())).toBeLessThan(1_000);
});

test('a synchronised clock continues from the database time at the moment it was read', () => {
  const databaseNow = Date.UTC(2001, 0, 1);
  const own = createClock();
  const readAt = monotonicMs() - 250;

  own.synchronise(databaseNow, readAt);
  const now = own.now();
  const most = databaseNow + (monotonicMs() - readAt);

  expect(now).toBeGreaterThanOrEqual(databaseNow + 250);
  expect(now).toBeLessThanOrEqual(most);
});

test('a clock gives whole milliseconds and never goes back', () => {
  const own = createClock();
  own.synchronise(1_000.75, monotonicMs());
  const readings = Array.from({ length: 1_000 }, () => own.now());

  expect(readings.every(Number.isInteger)).toBe(true);
  expect(readings.every((at, index) => index === 0 || at >= readings[index - 1]!)).toBe(true);
});

test('clocks are independent: synchronising one does not change another', () => {
  const before = clock.now();
  createClock().synchronise(0, monotonicMs());

  expect(clock.now()).toBeGreaterThanOrEqual(before);
});

test('a sleep ends at its time', async () => {
  const start = monotonicMs();
  await sleep(20);

  expect(monotonicMs() - start).toBeGreaterThanOrEqual(19);
});

test('a sleep ends as soon as it is aborted, before or meanwhile', async () => {
  const start = monotonicMs();
  await sleep(60_000, AbortSignal.abort());
  const controller = new AbortController();
  const sleeping = sleep(60_000, controller.signal);
  controller.abort();
  await sleeping;

  expect(monotonicMs() - start).toBeLessThan(5_000);
});
