import { RollingLimit } from './rolling-limit.ts';

test('as many as allowed pass in any window, and a refused one is told how long to wait', () => {
  const limit = new RollingLimit(2, 1_000);

  expect([limit.take(0), limit.take(400), limit.take(500)]).toEqual([0, 0, 500]);
  expect([limit.take(1_000), limit.take(1_001)]).toEqual([0, 399]);
});

test('a refused one does not count', () => {
  const limit = new RollingLimit(1, 1_000);
  limit.take(0);
  for (let now = 1; now < 1_000; now += 100) limit.take(now);

  expect(limit.take(1_000)).toBe(0);
});

test('it is idle once the window is over', () => {
  const limit = new RollingLimit(1, 1_000);
  limit.take(0);

  expect([limit.isIdle(999), limit.isIdle(1_000)]).toEqual([false, true]);
});
