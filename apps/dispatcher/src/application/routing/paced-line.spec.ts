import { clock } from '#libs/kernel';
import type { Pace } from '../../domain/routing/throttle.ts';
import { PacedLine } from './paced-line.ts';

const pace = (over: Partial<Pace> = {}): Pace => ({
  until: clock.now() - 1,
  cutAt: 0,
  perSecond: 10,
  enough: 100,
  rounds: 1,
  ...over,
});

test('while the route pauses no message begins, and when the pause ends one message does', () => {
  const line = new PacedLine(1);

  expect(line.left(pace({ until: clock.now() + 60_000 }), true)).toBe(0);
  expect(line.left(pace(), false)).toBe(1);
});

test('a code may be sent a second ahead, and the others wait for it', () => {
  const line = new PacedLine(1);
  const slow = pace({ perSecond: 1 });
  line.spend(slow, 1);

  expect(line.left(slow, false)).toBe(0);
  expect(line.left(slow, true)).toBe(1);
  line.spend(slow, 1);
  expect(line.left(slow, true)).toBe(0);
});

test('waiting messages get their turns second by second, the rest of a long line all together', () => {
  const line = new PacedLine(1);
  const until = clock.now() + 10_000;
  const turns = line.turns(pace({ until }), 5_000, false);
  const last = turns.at(-1)!;

  expect(turns.slice(0, 3)).toEqual([
    { count: 10, at: until },
    { count: 11, at: until + 1_000 },
    { count: 13, at: until + 2_000 },
  ]);
  expect(turns).toHaveLength(31);
  expect(turns.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
  expect(last.at - until).toBeGreaterThanOrEqual(15_000);
  expect(last.at - until).toBeLessThanOrEqual(30_000);
});

test('a later message has its turn behind the others, a code only behind other codes', () => {
  const line = new PacedLine(1);
  const until = clock.now() + 10_000;
  line.turns(pace({ until }), 21, false);

  expect(line.turns(pace({ until }), 5, false)).toEqual([{ count: 5, at: until + 2_000 }]);
  expect(line.turns(pace({ until }), 5, true)).toEqual([{ count: 5, at: until }]);
  line.restart();
  expect(line.turns(pace({ until }), 5, false)).toEqual([{ count: 5, at: until }]);
});

test('a rate below one a second spaces the turns out', () => {
  const until = clock.now() + 10_000;
  const turns = new PacedLine(10).turns(pace({ until, perSecond: 1 }), 3, false);

  expect(turns.map(({ count }) => count)).toEqual([1, 1, 1]);
  expect(turns[1]!.at - until).toBeCloseTo(1_000, 0);
});
