import { learn, learnedPerHour, restAfter, type Rest } from './rest.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('each limit after a rest doubles the next rest, from 5 minutes to 6 hours', () => {
  let rest: Rest | undefined;
  let now = 1_000_000;
  const rests: number[] = [];
  for (let hit = 0; hit < 9; hit++) {
    rest = restAfter(rest, now);
    rests.push((rest.until - now) / MINUTE);
    now = rest.until;
  }
  expect(rests).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
});

test('reports while it rests change nothing', () => {
  const rest = restAfter(undefined, 0);
  expect(restAfter(rest, 4 * MINUTE)).toBe(rest);
});

test('every 6 quiet hours forget one limit', () => {
  const rest = { until: 0, hits: 3 };
  const restMinutes = (now: number): number => (restAfter(rest, now).until - now) / MINUTE;
  expect(restMinutes(5 * HOUR)).toBe(40);
  expect(restMinutes(6 * HOUR)).toBe(20);
  expect(restMinutes(18 * HOUR)).toBe(5);
  expect(restMinutes(1_000 * HOUR)).toBe(5);
});

test('a learned limit is half of what was sent, halves again, rises by a tenth each hour and is forgotten', () => {
  const first = learn(undefined, 100, 0);
  expect(learnedPerHour(first, 0)).toBe(50);
  expect(learnedPerHour(first, HOUR)).toBe(60);
  expect(learnedPerHour(first, 14 * HOUR)).toBe(190);
  expect(learnedPerHour(first, 15 * HOUR)).toBeUndefined();

  const second = learn(first, 60, HOUR);
  expect(learnedPerHour(second, HOUR)).toBe(30);
  expect(learnedPerHour(learn(second, 30, HOUR), HOUR)).toBe(15);
  expect(learnedPerHour(learn(undefined, 0, 0), 0)).toBe(1);
});
