import { CallBuckets } from './call-buckets.ts';

test('each caller has a bucket of its own', () => {
  const calls = new CallBuckets({ burst: 2, perSecond: 1 });

  expect([calls.take('a', 0), calls.take('a', 0), calls.take('a', 0), calls.take('b', 0)]).toEqual([0, 0, 1_000, 0]);
  expect([calls.take('a', 1_000), calls.take('a', 1_000)]).toEqual([0, 1_000]);
});

test('the caller that was quiet for longest is forgotten first', () => {
  const calls = new CallBuckets({ burst: 1, perSecond: 1 }, 2);
  for (const caller of ['a', 'b', 'a', 'c']) calls.take(caller, 0);

  expect([calls.take('a', 0), calls.take('b', 0)]).toEqual([1_000, 0]);
});
