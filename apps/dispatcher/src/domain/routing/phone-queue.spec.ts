import { CATEGORIES, type Explanation, type SkipReason } from '#libs/contracts';
import { timesScaledBy } from '#libs/kernel';
import { NO_PREFERENCE } from './choose-route.ts';
import { lookAgainAt, othersOf, phoneWeight } from './phone-queue.ts';

const times = timesScaledBy(1);
const now = 1_000_000;
const deadline = now + 86_400_000;
const movesOnAt = now + 4_000_000;
const others = { hasOthers: true, goesBack: false };
const nobody = { hasOthers: false, goesBack: false };
const waiting = { lane: 'normal', since: now, movesOnAt, deadline } as const;

test('the priority that was given weighs most, else the category', () => {
  expect(CATEGORIES.map((category) => phoneWeight({ category, priority: 5 }))).toEqual([8, 7, 5, 4, 2]);
  expect(CATEGORIES.map((category) => phoneWeight({ category, priority: 9 }))).toEqual([9, 9, 9, 9, 9]);
});

test.each([
  ['an urgent message with another route: 10 s', 'urgent', others, now + 10_000],
  ['another one with another route: its share of validity', 'normal', others, movesOnAt],
  ['a message for phones alone: an hour', 'normal', nobody, now + 3_600_000],
] as const)('%s', (_, lane, around, expected) => {
  expect(lookAgainAt({ ...waiting, lane }, { ...around, now, times })).toBe(expected);
});

test('never after its deadline, and never before a grace when its share is over', () => {
  expect(lookAgainAt({ ...waiting, deadline: now + 5_000 }, { ...nobody, now, times })).toBe(now + 5_000);
  expect(lookAgainAt({ ...waiting, movesOnAt: now - 1 }, { ...others, now, times })).toBe(now + 45_000);
});

test('one that may go back to a route is looked at after a quarter of its wait, and when its share is over', () => {
  const lookedAt = (waitedMs: number, over: object = {}): number =>
    lookAgainAt({ ...waiting, since: now - waitedMs, ...over }, { hasOthers: true, goesBack: true, now, times });

  expect([0, 40_000, 4_000_000].map((waitedMs) => lookedAt(waitedMs) - now)).toEqual([1_000, 10_000, 1_000_000]);
  expect(lookedAt(4_000_000, { movesOnAt: now + 60_000 })).toBe(now + 60_000);
  expect(lookedAt(0, { lane: 'urgent' })).toBe(now + 10_000);
});

const besides = (reason: SkipReason) => ({ routes: ['pool'], skipped: [{ route: 'other', reason }] });
const hasOthers = (explanation: Pick<Explanation, 'routes' | 'skipped'>): boolean =>
  othersOf({ id: 'pool' }, explanation, ['pool', 'other']).hasOthers;

test('another route counts also if it will be back, and not if it never carries the message', () => {
  expect(hasOthers({ routes: ['pool', 'other'], skipped: [] })).toBe(true);
  expect(hasOthers(besides('breaker_open'))).toBe(true);
  expect(hasOthers(besides('country'))).toBe(false);
});

test('a message goes back to a route that it would take instead of the phones if that did not rest', () => {
  const goesBack = (explanation: Pick<Explanation, 'routes' | 'skipped'>, order: string[], tried = 0): boolean =>
    othersOf({ id: 'pool' }, explanation, order, { ...NO_PREFERENCE, attempts: new Map([['other', tried]]) }).goesBack;

  for (const reason of ['throttled', 'breaker_open', 'no_adapter', 'forced_open'] as const)
    expect(goesBack(besides(reason), ['other', 'pool'])).toBe(true);
  expect(goesBack({ routes: ['other', 'pool'], skipped: [] }, ['other', 'pool'])).toBe(true);
  expect(goesBack(besides('breaker_open'), ['pool', 'other'])).toBe(false);
  expect(goesBack(besides('breaker_open'), ['other', 'pool'], 1)).toBe(false);
  for (const reason of ['disabled', 'country', 'phones_away'] as const)
    expect(goesBack(besides(reason), ['other', 'pool'])).toBe(false);
});
