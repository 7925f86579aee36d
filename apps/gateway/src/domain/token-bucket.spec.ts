import { TokenBucket } from './token-bucket.ts';

test('a burst passes, and then as many as the rate allows', () => {
  const bucket = new TokenBucket({ burst: 2, perSecond: 10 }, 0);

  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 100]);
  expect(bucket.take(50)).toBe(50);
  expect(bucket.take(100)).toBe(0);
});

test('a pause saves up at most a burst, and a clock that goes back adds nothing', () => {
  const bucket = new TokenBucket({ burst: 1, perSecond: 1 }, 0);

  expect([bucket.take(1_000_000), bucket.take(1_000_000)]).toEqual([0, 1_000]);
  expect(bucket.take(0)).toBe(1_000);
});
