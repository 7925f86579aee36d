import type { MessageStatus } from '#libs/contracts';
import {
  CLOSED_STATUSES,
  higherOf,
  isClosed,
  isOpen,
  isProven,
  lowerThan,
  mayMove,
  mayRise,
  OPEN_STATUSES,
  rankOf,
} from './status.ts';

const OPEN: readonly MessageStatus[] = ['PENDING', 'ASSIGNED', 'SENDING'];
/** From the lowest rank up; those in one row have the same. */
const LADDER: readonly (readonly MessageStatus[])[] = [
  ['UNCONFIRMED'],
  ['CANCELED', 'EXPIRED'],
  ['FAILED'],
  ['SENT'],
  ['UNDELIVERED'],
  ['DELIVERED'],
];
const ALL = [...OPEN, ...LADDER.flat()];
const PAIRS = ALL.flatMap((from) => ALL.map((to) => [from, to] as const));
const step = (status: MessageStatus): number => LADDER.findIndex((row) => row.includes(status));

test('three states are open, seven are closed', () => {
  expect(OPEN_STATUSES).toEqual(OPEN);
  expect([...CLOSED_STATUSES].sort()).toEqual(LADDER.flat().sort());
  expect(ALL.filter(isOpen)).toEqual(OPEN);
  expect(ALL.filter(isClosed)).toEqual(LADDER.flat());
});

test('ranks follow the ladder', () => {
  expect(LADDER.map((row) => row.map(rankOf))).toEqual([[1], [2, 2], [3], [4], [5], [6]]);
});

test('a status may rise to a higher rank, and to no other status', () => {
  expect(PAIRS.filter(([from, to]) => mayRise(from, to))).toEqual(PAIRS.filter(([from, to]) => step(from) < step(to)));
});

test('a status may move among the open ones, or by rising', () => {
  const legal = PAIRS.filter(([from, to]) => {
    const amongOpen = OPEN.includes(from) && OPEN.includes(to) && from !== to;
    return amongOpen || step(from) < step(to);
  });

  expect(PAIRS.filter(([from, to]) => mayMove(from, to))).toEqual(legal);
});

test('a closed status never reopens, and DELIVERED never changes', () => {
  expect(PAIRS.filter(([from, to]) => isClosed(from) && isOpen(to) && mayMove(from, to))).toEqual([]);
  expect(ALL.filter((to) => mayMove('DELIVERED', to))).toEqual([]);
});

test.each([
  ['UNCONFIRMED', OPEN],
  ['CANCELED', [...OPEN, 'UNCONFIRMED']],
  ['EXPIRED', [...OPEN, 'UNCONFIRMED']],
  ['FAILED', [...OPEN, 'UNCONFIRMED', 'CANCELED', 'EXPIRED']],
  ['SENT', [...OPEN, 'UNCONFIRMED', 'CANCELED', 'EXPIRED', 'FAILED']],
  ['UNDELIVERED', [...OPEN, 'UNCONFIRMED', 'CANCELED', 'EXPIRED', 'FAILED', 'SENT']],
  ['DELIVERED', ALL.filter((status) => status !== 'DELIVERED')],
  ['SENDING', []],
] as const)('%s may be written over the lower ranks and no other', (status, lower) => {
  expect(lowerThan(status)).toEqual(lower);
});

test('only a status that a vendor or phone confirms is proven', () => {
  expect(ALL.filter(isProven)).toEqual(['SENT', 'UNDELIVERED', 'DELIVERED']);
});

test('of two statuses the higher is kept, in any order', () => {
  const disagreeing = PAIRS.filter(([one, other]) => rankOf(one) !== rankOf(other)).filter(
    ([one, other]) => higherOf(one, other) !== higherOf(other, one) || step(higherOf(one, other)) < step(other),
  );

  expect(disagreeing).toEqual([]);
  expect(higherOf('SENT', 'DELIVERED')).toBe('DELIVERED');
});
