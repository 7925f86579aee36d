import { countedAs, TOOK_MS, windowOf, type HealthBucket } from './health.ts';

const now = 1_000_000;
const bucket = (over: Partial<HealthBucket>): HealthBucket => ({
  at: now - 5_000,
  outcomes: {},
  took: new Array<number>(TOOK_MS.length + 1).fill(0),
  ...over,
});
const took = (counts: Record<number, number>): number[] => [...TOOK_MS, Infinity].map((ms) => counts[ms] ?? 0);

test('the share of success is taken over outcomes that concern the route', () => {
  const outcomes = { accepted: 6, rejected: 2, vendor_fault: 1, unknown: 1, throttled: 50, not_started: 9 };
  expect(windowOf([bucket({ outcomes })], 60, now).success).toBe(0.8);
  expect(windowOf([bucket({ outcomes: { throttled: 5 } })], 60, now)).not.toHaveProperty('success');
});

test('a number that a route cannot reach is counted apart from its faults', () => {
  expect(countedAs('vendor_fault', 'recipient')).toBe('recipient');
  expect(countedAs('vendor_fault', 'down')).toBe('vendor_fault');
  expect(countedAs('accepted')).toBe('accepted');
  expect(windowOf([bucket({ outcomes: { accepted: 1, recipient: 9 } })], 60, now).success).toBe(1);
});

test('replicas are added up, and data older than the window is left out', () => {
  const one = bucket({ outcomes: { accepted: 3 } });
  const old = bucket({ at: now - 80_000, outcomes: { accepted: 100 } });
  expect(windowOf([one, one, old], 60, now).outcomes).toEqual({ accepted: 6 });
});

test('latencies are given by the class they fall into', () => {
  const window = windowOf([bucket({ took: took({ 20: 90, 500: 8, [Infinity]: 2 }) })], 60, now);
  expect(window).toMatchObject({ p50_ms: 20, p95_ms: 500 });
});
