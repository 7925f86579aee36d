import type { Explanation, SkipReason } from '#libs/contracts';
import { NO_ROUTE_REASONS, SKIP_REASONS } from '#libs/contracts';
import { NO_PREFERENCE } from './choose-route.ts';
import { noRoute, waitsFor } from './without-route.ts';

const skipped = (...of: [string, SkipReason][]): Pick<Explanation, 'skipped' | 'routes'> => ({
  routes: [],
  skipped: of.map(([route, reason]) => ({ route, reason })),
});

test.each<[string, [string, SkipReason][], string, string[]]>([
  ['without any account there is nothing to wait for', [], 'no_account', []],
  ['an open route may be back', [['a', 'breaker_open']], 'breaker_open', ['a']],
  [
    'what is over soonest is the reason',
    [
      ['a', 'disabled'],
      ['b', 'no_adapter'],
      ['c', 'breaker_open'],
    ],
    'breaker_open',
    ['a', 'b', 'c'],
  ],
  [
    'a route that does not fit will not fit later',
    [
      ['a', 'too_long'],
      ['b', 'forced_open'],
    ],
    'forced_open',
    ['b'],
  ],
  ['a policy that names what is gone', [['a', 'unknown_route']], 'unknown_route', []],
])('%s', (_, routes, reason, wanted) => {
  expect(waitsFor(skipped(...routes))).toEqual({ reason, routes: wanted });
});

test('a message may wait for every reason for which a route is skipped', () => {
  for (const reason of SKIP_REASONS) expect(waitsFor(skipped(['a', reason])).reason).toBe(reason);
});

test('every reason says what happens to the message, and what to do', () => {
  const details = NO_ROUTE_REASONS.map((reason) => noRoute(reason).detail);

  expect(new Set(details).size).toBe(NO_ROUTE_REASONS.length);
  for (const detail of details) expect(detail).toMatch(/^It is accepted.* waits.*\. .+\.$/);
});

test('a message that only one route may carry waits for no other', () => {
  const plan = skipped(['a', 'breaker_open'], ['b', 'no_adapter']);

  expect(waitsFor(plan, { ...NO_PREFERENCE, only: 'b' })).toEqual({ reason: 'no_adapter', routes: ['b'] });
  expect(waitsFor({ ...plan, routes: ['c'] }, { ...NO_PREFERENCE, only: 'gone' })).toEqual({
    reason: 'unknown_route',
    routes: [],
  });
});

test('a message does not wait for a route that cannot reach the recipient', () => {
  const plan = skipped(['a', 'breaker_open'], ['b', 'no_adapter']);

  const preference = { ...NO_PREFERENCE, refusals: [{ route: 'a' }] };
  expect(waitsFor(plan, preference)).toEqual({ reason: 'no_adapter', routes: ['b'] });
});
