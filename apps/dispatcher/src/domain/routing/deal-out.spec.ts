import * as fc from 'fast-check';
import type { MessageKey } from '#libs/kernel';
import { dealOut, type Wish } from './deal-out.ts';

const message = (id: string, over: { pool_weight?: number; segments?: number; to_hash?: string } = {}) => ({
  _id: id as MessageKey,
  pool_weight: 4,
  segments: 1,
  to_hash: 'someone',
  ...over,
});
const wish = (over: Partial<Wish> = {}): Wish => ({ limit: 10, lists: ['pool'], ...over });
const idsOf = (messages: readonly { _id: string }[] = []): string[] => messages.map(({ _id }) => _id);
const deal = (wishes: readonly Wish[], lists: Record<string, ReturnType<typeof message>[]>) => {
  const { dealt, more } = dealOut(wishes, new Map(Object.entries(lists)));
  return wishes.map((it) => ({ ids: idsOf(dealt.get(it)), more: more.has(it) }));
};

test('the heavier first, then the older, over all lists of the phone', () => {
  const own = [message('c'), message('a')];
  const pool = [message('d', { pool_weight: 9 }), message('b')];

  expect(deal([wish({ lists: ['own', 'pool'] })], { own, pool })).toEqual([{ ids: ['d', 'a', 'b', 'c'], more: false }]);
});

test('two phones share what waits, and each hears whether more is left', () => {
  const pool = [message('a'), message('b'), message('c')];

  expect(deal([wish({ limit: 1 }), wish({ limit: 1 }), wish({ limit: 2 })], { pool })).toEqual([
    { ids: ['a'], more: true },
    { ids: ['b'], more: true },
    { ids: ['c'], more: false },
  ]);
});

test('a message with more parts than are left is passed over, and smaller ones are not', () => {
  const pool = [message('a', { segments: 3 }), message('b', { segments: 2 }), message('c')];

  expect(deal([wish({ maxParts: 3 }), wish({ maxParts: 2 })], { pool })).toEqual([
    { ids: ['a'], more: false },
    { ids: ['b'], more: false },
  ]);
});

test('a phone that may text known recipients alone gets theirs', () => {
  const pool = [message('a'), message('b', { to_hash: 'known' })];

  expect(deal([wish({ recipients: new Set(['known']) })], { pool })).toEqual([{ ids: ['b'], more: false }]);
});

test('no message is given to two, and nobody gets more than they asked for', () => {
  const lists = fc.dictionary(
    fc.constantFrom('p', 'q', 'r'),
    fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 30 }),
  );
  const wishes = fc.array(
    fc.record({
      limit: fc.integer({ min: 1, max: 8 }),
      lists: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 }),
      maxParts: fc.integer({ min: 1, max: 10 }),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(lists, wishes, (parts, all) => {
      const waiting = Object.entries(parts).map(
        ([list, of]) => [list, of.map((segments, at) => message(`${list}${at}`, { segments }))] as const,
      );
      const { dealt } = dealOut(all, new Map(waiting));
      const ids = [...dealt.values()].flat().map(({ _id }) => _id);

      expect(new Set(ids).size).toBe(ids.length);
      for (const [{ limit, maxParts }, mine] of dealt) {
        expect(mine.length).toBeLessThanOrEqual(limit);
        expect(mine.reduce((sum, { segments }) => sum + segments, 0)).toBeLessThanOrEqual(maxParts);
      }
    }),
  );
});
