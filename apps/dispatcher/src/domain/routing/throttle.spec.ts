import { cut, isOver, isThrottled, movesOnAt, rateAt, toldOf, worthSharing, type Cut, type Pace } from './throttle.ts';

const NOW = 1_000_000;
const longest = (below: number): number => below - 1;
const at = (over: Partial<Cut> = {}): Cut => ({
  now: NOW,
  begunAt: NOW - 50,
  lately: 80,
  randomBelow: longest,
  ...over,
});
const later = (pace: Pace, ms = 0): Partial<Cut> => ({ now: pace.until + ms + 60, begunAt: pace.until + ms });

test('the route pauses for as long as its vendor asked, and then continues at half its rate', () => {
  expect(cut(undefined, at({ askedMs: 7_000 }))).toMatchObject({ until: NOW + 7_000, perSecond: 40, rounds: 1 });
  expect(cut(undefined, at())).toMatchObject({ until: NOW + 1_000 });
  expect(cut(undefined, at({ lately: 1 }))).toMatchObject({ perSecond: 1 });
  expect(cut(undefined, at({ askedMs: 10 ** 9 }))).toMatchObject({ until: NOW + 3_600_000 });
});

test('all answers to one burst are one cut; a longer request makes its pause longer', () => {
  const first = cut(undefined, at({ askedMs: 2_000 }));

  expect(cut(first, at({ now: NOW + 20, askedMs: 1_000 }))).toEqual(first);
  expect(cut(first, at({ now: NOW + 20, askedMs: 9_000 }))).toEqual({ ...first, until: NOW + 9_020 });
  const straggler = at({ now: first.until + 500, begunAt: NOW - 10 });
  expect(cut(first, straggler)).toMatchObject({ rounds: 1, perSecond: first.perSecond });
});

test('if it is throttled again right after each pause, the pauses grow, to a minute at most', () => {
  const pauses: number[] = [];
  let pace = cut(undefined, at({ askedMs: 1_000 }));
  for (let n = 0; n < 8; n++) {
    const next = at({ ...later(pace), askedMs: 1_000, lately: 1 });
    pace = cut(pace, next);
    pauses.push(pace.until - next.now);
  }

  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test('the rate rises step by step, until it is limited no longer', () => {
  const pace = cut(undefined, at({ lately: 80, askedMs: 1_000 }));

  expect(rateAt(pace, NOW + 500)).toBe(0);
  expect(rateAt(pace, pace.until)).toBe(40);
  expect(rateAt(pace, pace.until + 10_000)).toBeCloseTo(75, 0);
  expect(isOver(pace, pace.until + 20_000)).toBe(false);
  expect(isOver(pace, pace.until + 50_000)).toBe(true);
});

test('a cut while the rate is still low halves that rate, not the rate of an earlier burst', () => {
  const pace = cut(undefined, at({ lately: 80 }));

  expect(cut(pace, at({ ...later(pace), lately: 80 })).perSecond).toBeCloseTo(20, 0);
});

test('a throttle of another dispatcher slows this one down too', () => {
  const told = { until: NOW + 30_000, now: NOW, lately: 10 };
  const pace = toldOf(undefined, told);

  expect(pace).toMatchObject({ until: NOW + 30_000, perSecond: 5 });
  expect(toldOf(pace, { ...told, until: NOW + 40_000, now: NOW + 5 })).toEqual({ ...pace, until: NOW + 40_000 });
});

test('a beginning and a pause that grows noticeably are shared, not every answer', () => {
  const shared = { since: NOW, until: NOW + 10_000 };

  expect(worthSharing(undefined, NOW + 1_000, NOW)).toEqual({ since: NOW, until: NOW + 1_000 });
  expect(worthSharing(shared, NOW + 10_000, NOW)).toBeUndefined();
  expect(worthSharing(shared, NOW + 14_000, NOW + 5_000)).toBeUndefined();
  expect(worthSharing(shared, NOW + 20_000, NOW + 5_000)).toEqual({ since: NOW, until: NOW + 20_000 });
  expect(worthSharing(shared, NOW + 31_000, NOW + 30_000)).toBeUndefined();
  expect(worthSharing(shared, NOW + 81_000, NOW + 80_000)).toEqual({ since: NOW + 80_000, until: NOW + 81_000 });
});

test('a route counts as throttled for a minute after its last pause', () => {
  const shared = { since: NOW, until: NOW + 10_000 };

  expect(isThrottled(undefined, NOW)).toBe(false);
  expect(isThrottled(shared, NOW + 69_000)).toBe(true);
  expect(isThrottled(shared, NOW + 70_000)).toBe(false);
});

test('a message waits for a throttled route for a twentieth of its validity', () => {
  expect(movesOnAt(NOW, NOW + 3_600_000) - NOW).toBe(180_000);
});
