import * as fc from 'fast-check';
import { handsOf, SHARED_HANDS, type Waits } from './lane-shares.ts';

const MINUTE = 60_000;

test.each<[string, Waits, number, number]>([
  ['nothing waits', {}, 4, 4],
  ['normal alone', { normal: 0 }, 4, 4],
  ['bulk alone, however old', { bulk: 60 * MINUTE }, 4, 4],
  ['both since the same time', { normal: 5 * MINUTE, bulk: 5 * MINUTE }, 4, 1],
  ['bulk a little older', { normal: 5 * MINUTE, bulk: 14 * MINUTE }, 4, 1],
  ['bulk three times as old', { normal: 5 * MINUTE, bulk: 15 * MINUTE }, 3, 2],
  ['bulk much older, but not old', { normal: 100, bulk: MINUTE - 1 }, 4, 1],
  ['bulk old, normal just come', { normal: 0, bulk: MINUTE }, 3, 2],
  ['normal older', { normal: 60 * MINUTE, bulk: MINUTE }, 4, 1],
])('%s', (_, waits, normal, bulk) => {
  expect(handsOf(waits)).toEqual({ urgent: 4, normal, bulk });
});

test('while both wait, normal gets more than bulk, bulk always one, and all hands are used', () => {
  const age = fc.nat({ max: 48 * 60 * MINUTE });
  fc.assert(
    fc.property(age, age, (normal, bulk) => {
      const hands = handsOf({ normal, bulk });
      expect(hands.normal).toBeGreaterThan(hands.bulk);
      expect(hands.bulk).toBeGreaterThanOrEqual(1);
      expect(hands.normal + hands.bulk).toBe(SHARED_HANDS);
    }),
  );
});

test('the longer bulk waits beside the same normal messages, the more it gets, never less', () => {
  fc.assert(
    fc.property(fc.nat(MINUTE), fc.nat(10 * MINUTE), fc.nat(10 * MINUTE), (normal, bulk, more) => {
      expect(handsOf({ normal, bulk: bulk + more }).bulk).toBeGreaterThanOrEqual(handsOf({ normal, bulk }).bulk);
    }),
  );
});

test('urgent messages are not affected by the others', () => {
  expect(handsOf({ urgent: 0, normal: 0, bulk: 0 }).urgent).toBe(handsOf({}).urgent);
});
