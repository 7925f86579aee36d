import { FIRST_WINDOW, LARGEST_WINDOW, resized, SMALLEST_WINDOW, type Answered, type WindowSize } from './window.ts';

const answer = (over: Partial<Answered> = {}): Answered => ({
  what: 'answered',
  ms: 50,
  isFull: true,
  now: 0,
  ...over,
});
const after = (size: WindowSize, count: number, over: (n: number) => Partial<Answered> = () => ({})): WindowSize =>
  Array.from({ length: count }, (_, n) => n).reduce((it, n) => resized(it, answer(over(n))), size);

test('a full window doubles with each round of quick answers, up to its largest size', () => {
  expect(after(FIRST_WINDOW, 125).limit).toBe(250);
  expect(after(FIRST_WINDOW, 10_000).limit).toBe(LARGEST_WINDOW);
});

test('a window that is not fully used does not change', () => {
  expect(after(FIRST_WINDOW, 500, () => ({ isFull: false })).limit).toBe(FIRST_WINDOW.limit);
});

test('answers that are slowed down at the vendor stop the growth', () => {
  const known = resized(FIRST_WINDOW, answer({ isFull: false, ms: 50 }));
  expect(after(known, 100, () => ({ ms: 400 })).limit).toBe(FIRST_WINDOW.limit);
});

test('pushing back shrinks it once per round, and it then grows slowly', () => {
  const once = after(FIRST_WINDOW, 50, () => ({ what: 'pushed_back', now: 1_000 }));
  expect(once.limit).toBeCloseTo(FIRST_WINDOW.limit * 0.7);
  const again = resized(once, answer({ what: 'pushed_back', now: 1_200 }));
  expect(again.limit).toBeCloseTo(once.limit * 0.7);

  expect(after(again, Math.ceil(again.limit)).limit).toBeLessThan(again.limit * 1.1);
});

test('it never shrinks to nothing', () => {
  expect(after(FIRST_WINDOW, 200, (n) => ({ what: 'pushed_back', now: n * 5_000 })).limit).toBe(SMALLEST_WINDOW);
});
