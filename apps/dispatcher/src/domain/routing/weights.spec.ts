import { penaltyChanges, slowShare, type Weighed } from './weights.ts';

const MINUTE = 60_000;
const now = 100 * MINUTE;
const well = (over: Partial<Weighed> = {}): Weighed => ({
  route: 'a',
  penalty: 0,
  changedAt: 0,
  attempts: 100,
  failing: 0,
  slow: 0,
  troubledAt: 0,
  ...over,
});

test('a healthy route keeps its weight', () => {
  expect(penaltyChanges([well()], now)).toEqual([]);
});

test('errors take ten points, at most once a minute', () => {
  const failing = well({ failing: 0.3 });
  expect(penaltyChanges([failing], now)).toEqual([{ route: 'a', penalty: 10, reason: 'errors' }]);
  expect(penaltyChanges([{ ...failing, penalty: 10, changedAt: now - MINUTE + 1 }], now)).toEqual([]);
  expect(penaltyChanges([{ ...failing, penalty: 10, changedAt: now - MINUTE }], now)).toMatchObject([{ penalty: 20 }]);
});

test('a few attempts are not judged', () => {
  expect(penaltyChanges([well({ attempts: 9, failing: 1 })], now)).toEqual([]);
});

test('of a few messages without a receipt none counts as slow', () => {
  expect([slowShare(9, 0), slowShare(10, 4)]).toEqual([undefined, 0.6]);
});

test('slowness takes ten points, but not when all are slow', () => {
  const slow = well({ slow: 0.15 });
  expect(penaltyChanges([slow, well({ route: 'b' })], now)).toEqual([{ route: 'a', penalty: 10, reason: 'slow' }]);
  expect(penaltyChanges([slow, { ...slow, route: 'b' }], now)).toEqual([]);
});

test('after fifteen quiet minutes ten points come back, up to the configured weight', () => {
  const resting = well({ penalty: 20, changedAt: now - 15 * MINUTE, troubledAt: now - 15 * MINUTE });
  expect(penaltyChanges([resting], now)).toEqual([{ route: 'a', penalty: 10, reason: 'quiet' }]);
  expect(penaltyChanges([{ ...resting, troubledAt: now - 14 * MINUTE }], now)).toEqual([]);
  expect(penaltyChanges([{ ...resting, penalty: 0 }], now)).toEqual([]);
});

test('no more points are subtracted than there are', () => {
  expect(penaltyChanges([well({ penalty: 95, failing: 1 })], now)).toMatchObject([{ penalty: 100 }]);
  expect(penaltyChanges([well({ penalty: 100, failing: 1 })], now)).toEqual([]);
});
