import type { EvidenceDocument, MessageDocument } from '#libs/contracts';
import type { MessageKey } from '#libs/kernel';
import { newMessageKey } from '../../../test/builders/ledger-documents.ts';
import { answerRow, closedRow, receiptRow, silenceRow } from './evidence.ts';
import { attemptsOf } from './attempts.ts';
import { timelineOf } from './timeline.ts';

const key: MessageKey = newMessageKey();
const via = { id: 'twilio-1', vendor: 'twilio' };
const at = (fence: number) => ({ key, fence, grantedAt: fence * 1_000 });
const answer = (fence: number, outcome: 'accepted' | 'unknown' | 'throttled' | 'rejected', ms: number, more = {}) =>
  answerRow(at(fence), via, { id: key, fence, outcome, ...more }, ms);
const message = { created_at: new Date(0), guarantee: 'at_least_once' } as MessageDocument;
const told = (rows: readonly EvidenceDocument[], of = message): string[] =>
  timelineOf(of, rows).map(({ kind, status, code }) => [kind, status, code].filter(Boolean).join(' '));

test('a message without evidence was accepted', () => {
  expect(timelineOf(message, [])).toEqual([{ at: '1970-01-01T00:00:00.000Z', kind: 'accepted', status: 'PENDING' }]);
});

test('each row has the status of the message after it, in the order of time and not of arrival', () => {
  const rows = [
    receiptRow(at(3), via, { vendor_message_id: 'V', status: 'DELIVERED' }, 5_000),
    answer(3, 'accepted', 4_000, { vendor_message_id: 'V' }),
    silenceRow(at(2), 'twilio-1', 3_000),
    answer(2, 'unknown', 2_500),
    answer(1, 'throttled', 1_500),
  ];

  expect(told(rows)).toEqual([
    'accepted PENDING',
    'answer PENDING throttled',
    'answer SENDING unknown',
    'silence PENDING',
    'answer SENT accepted',
    'receipt DELIVERED',
  ]);
});

test('at most once ends with the silence, and rises by later evidence', () => {
  const rows = [silenceRow(at(1), 'twilio-1', 1_000), answer(1, 'accepted', 2_000)];

  expect(told(rows, { ...message, guarantee: 'at_most_once' })).toEqual([
    'accepted PENDING',
    'silence UNCONFIRMED',
    'answer SENT accepted',
  ]);
});

test('the vendor’s code is shown before our own reason, and our reason before the outcome', () => {
  const rows = [
    answer(1, 'throttled', 1_000, { vendor_code: '20429' }),
    closedRow({ key, fence: 1 }, 'CANCELED_BY_USER', 2_000),
  ];

  expect(told(rows)).toEqual(['accepted PENDING', 'answer PENDING 20429', 'closed CANCELED CANCELED_BY_USER']);
});

test('a message that was never granted and is closed has no route and no attempt', () => {
  const rows = [closedRow({ key, fence: 0 }, 'EXPIRED', 1_000)];

  expect(timelineOf(message, rows)[1]).toEqual({
    at: '1970-01-01T00:00:01.000Z',
    kind: 'closed',
    status: 'EXPIRED',
    code: 'EXPIRED',
  });
  expect(attemptsOf(rows)).toEqual([]);
});
