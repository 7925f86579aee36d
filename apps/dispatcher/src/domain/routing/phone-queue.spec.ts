import { CATEGORIES } from '#libs/contracts';
import { timesScaledBy } from '#libs/kernel';
import { hasOtherRoutes, lookAgainAt, phoneWeight } from './phone-queue.ts';

const times = timesScaledBy(1);
const now = 1_000_000;
const deadline = now + 86_400_000;
const movesOnAt = now + 4_000_000;

test('the priority that was given weighs most, else the category', () => {
  expect(CATEGORIES.map((category) => phoneWeight({ category, priority: 5 }))).toEqual([8, 7, 5, 4, 2]);
  expect(CATEGORIES.map((category) => phoneWeight({ category, priority: 9 }))).toEqual([9, 9, 9, 9, 9]);
});

test.each([
  ['an urgent message with another route: 10 s', 'urgent', true, now + 10_000],
  ['another one with another route: its share of validity', 'normal', true, movesOnAt],
  ['a message for phones alone: an hour', 'normal', false, now + 3_600_000],
] as const)('%s', (_, lane, hasOthers, expected) => {
  expect(lookAgainAt({ lane, movesOnAt, deadline }, { hasOthers, now, times })).toBe(expected);
});

test('never after its deadline, and never before a grace when its share is over', () => {
  expect(lookAgainAt({ lane: 'normal', deadline: now + 5_000 }, { hasOthers: false, now, times })).toBe(now + 5_000);
  expect(lookAgainAt({ lane: 'normal', movesOnAt: now - 1, deadline }, { hasOthers: true, now, times })).toBe(
    now + 45_000,
  );
});

test('another route counts also if it will be back, and not if it never carries the message', () => {
  const explanation = (reason: 'breaker_open' | 'country') => ({
    routes: ['pool'],
    skipped: [{ route: 'other', reason }],
  });

  expect(hasOtherRoutes({ id: 'pool' }, { routes: ['pool', 'other'], skipped: [] })).toBe(true);
  expect(hasOtherRoutes({ id: 'pool' }, explanation('breaker_open'))).toBe(true);
  expect(hasOtherRoutes({ id: 'pool' }, explanation('country'))).toBe(false);
});
