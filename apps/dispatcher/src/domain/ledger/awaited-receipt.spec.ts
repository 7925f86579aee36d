import type { EvidenceDocument } from '#libs/contracts';
import type { MessageKey, TenantId } from '#libs/kernel';
import { awaitedFrom, pauseMs } from './awaited-receipt.ts';
import { answerRow, lookupRow, receiptRow } from './evidence.ts';

const KEY = '0000000a.01JD3C4V5W6X7Y8Z9A0B1C2D3E.0000' as MessageKey;
const AT = 1_000_000;
const grant = { key: KEY, fence: 2 };
const via = { id: 'fake-1', vendor: 'fake' };
const item = { id: KEY, fence: 2 };
const accepted = answerRow(grant, via, { ...item, outcome: 'accepted', vendor_message_id: 'V' }, AT);
const asked = { id: 'fake-1', receipts: 'poll_by_id' } as const;
const untilOf = (window_s?: number, timeScale = 1) => {
  const carries = { text: true, receipt_polls: window_s === undefined ? {} : { window_s } };
  return awaitedFrom([accepted], { ...asked, carries }, timeScale)[0]!.until.getTime() - AT;
};

test('an accepted message is awaited from ten seconds after its acceptance, for 72 hours', () => {
  expect(awaitedFrom([accepted], asked, 1)).toEqual([
    {
      _id: `${KEY}.2`,
      tenant: '0000000a' as TenantId,
      route: 'fake-1',
      vendor_message_id: 'V',
      at: new Date(AT),
      due: new Date(AT + 10_000),
      until: new Date(AT + 72 * 3_600_000),
      asked: 0,
    },
  ]);
});

test.each<[string, EvidenceDocument[], number]>([
  ['found by a look-up', [lookupRow(grant, via, { ...item, result: 'found', vendor_message_id: 'V' }, AT)], 1],
  ['accepted without an id', [answerRow(grant, via, { ...item, outcome: 'accepted' }, AT)], 0],
  ['rejected', [answerRow(grant, via, { ...item, outcome: 'rejected', vendor_message_id: 'V' }, AT)], 0],
  ['not found', [lookupRow(grant, via, { ...item, result: 'nothing', vendor_message_id: 'V' }, AT)], 0],
  ['accepted on another route', [{ ...accepted, route: 'fake-2' }], 0],
  [
    'accepted, with a receipt',
    [accepted, receiptRow(grant, via, { vendor_message_id: 'V', status: 'DELIVERED' }, AT)],
    0,
  ],
  [
    'accepted, with a receipt of another grant',
    [accepted, receiptRow({ key: KEY, fence: 1 }, via, { vendor_message_id: 'U', status: 'UNDELIVERED' }, AT)],
    1,
  ],
])('a message that was %s', (_, rows, count) => {
  expect(awaitedFrom(rows, asked, 1)).toHaveLength(count);
});

test.each(['callback', 'poll', 'none'] as const)('nothing is awaited of a route with receipts %s', (receipts) => {
  expect(awaitedFrom([accepted], { id: 'fake-1', receipts }, 1)).toEqual([]);
});

test('a vendor may know its results for a shorter time, and never longer than 72 hours', () => {
  expect([untilOf(172_800), untilOf(999_999), untilOf(), untilOf(3_600, 20)]).toEqual([
    172_800_000, 259_200_000, 259_200_000, 180_000,
  ]);
});

test('the pauses grow, and then stay', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map((times) => pauseMs(times, 1) / 1_000)).toEqual([
    10, 30, 120, 600, 3_600, 21_600, 21_600, 21_600,
  ]);
  expect(pauseMs(0, 20)).toBe(500);
});
