import type { MessageKey } from '#libs/kernel';
import { newMessageKey } from '../../../test/builders/ledger-documents.ts';
import { attemptsOf } from './attempts.ts';
import { answerRow, closedRow, lookupRow, receiptRow, silenceRow } from './evidence.ts';

const key: MessageKey = newMessageKey();
const via = { id: 'twilio-1', vendor: 'twilio' };
const grant = (fence: number) => ({ key, fence, grantedAt: fence * 1_000 });
const answer = (fence: number, outcome: 'accepted' | 'unknown' | 'throttled' | 'vendor_fault', ms: number, more = {}) =>
  answerRow(grant(fence), via, { id: key, fence, outcome, ...more }, ms);
const lookUp = (fence: number, result: 'found' | 'nothing' | 'inconclusive', ms: number, more = {}) =>
  lookupRow(grant(fence), via, { id: key, fence, result, ...more }, ms);
const receipt = (fence: number, ms: number) =>
  receiptRow(grant(fence), via, { vendor_message_id: 'V', status: 'DELIVERED' }, ms);
const silence = (fence: number, ms: number) => silenceRow(grant(fence), 'twilio-1', ms);
const ofTwilio = { route: 'twilio-1', vendor: 'twilio' };

test('each grant is one attempt, in their order', () => {
  const rows = [
    answer(3, 'accepted', 4_000, { vendor_message_id: 'V', cost_micros: 7_500, currency: 'USD' }),
    receipt(3, 5_000),
    silence(2, 3_000),
    answer(2, 'unknown', 2_500),
    lookUp(2, 'inconclusive', 2_900),
    answer(1, 'throttled', 1_500, { vendor_code: '20429' }),
  ];

  expect(attemptsOf(rows)).toEqual([
    {
      fence: 1,
      ...ofTwilio,
      outcome: 'throttled',
      resolved_by: 'answer',
      code: '20429',
      at: '1970-01-01T00:00:01.500Z',
    },
    { fence: 2, ...ofTwilio, outcome: 'unknown', resolved_by: 'silence', at: '1970-01-01T00:00:03.000Z' },
    {
      fence: 3,
      ...ofTwilio,
      outcome: 'accepted',
      resolved_by: 'answer',
      vendor_message_id: 'V',
      at: '1970-01-01T00:00:04.000Z',
      cost_micros: 7_500,
      currency: 'USD',
      cost_known: true,
    },
  ]);
});

test('a fault of the vendor has its cause', () => {
  const rows = [answer(1, 'vendor_fault', 1_000, { fault: 'misconfigured', vendor_code: '20003' })];

  expect(attemptsOf(rows)).toMatchObject([{ outcome: 'vendor_fault', fault: 'misconfigured', code: '20003' }]);
});

test.each([
  [
    'a look-up that found it',
    [answer(1, 'unknown', 1_000), lookUp(1, 'found', 2_000, { vendor_message_id: 'V' })],
    'lookup',
  ],
  ['a receipt', [silence(1, 1_000), receipt(1, 2_000)], 'receipt'],
  ['the answer, also when the receipt was faster', [receipt(1, 1_000), answer(1, 'accepted', 2_000)], 'answer'],
])('%s shows an accepted attempt with the vendor’s id', (_, rows, resolved_by) => {
  expect(attemptsOf(rows)).toMatchObject([{ ...ofTwilio, outcome: 'accepted', resolved_by, vendor_message_id: 'V' }]);
});

test('a look-up that proved that nothing was sent is shown so', () => {
  expect(attemptsOf([silence(1, 1_000), lookUp(1, 'nothing', 2_000)])).toMatchObject([
    { outcome: 'not_sent', resolved_by: 'lookup' },
  ]);
});

test('an attempt without a known result is unknown, and not resolved', () => {
  const [attempt] = attemptsOf([answer(1, 'unknown', 1_000)]);

  expect(attempt).toMatchObject({ outcome: 'unknown' });
  expect(attempt).not.toHaveProperty('resolved_by');
});

test('a close by us is not an attempt', () => {
  expect(attemptsOf([closedRow({ key, fence: 1 }, 'CANCELED_BY_USER', 1_000)])).toEqual([]);
});

describe('the cost of an attempt', () => {
  const estimate = { estimate_micros: 5_000, currency: 'USD' };
  const estimated = { ...answer(1, 'accepted', 1_000), ...estimate };
  const receipt = (over: object = {}) => ({ ...answer(1, 'accepted', 2_000), kind: 'receipt' as const, ...over });
  const costOf = (...rows: ReturnType<typeof answer>[]) => {
    const { cost_micros, currency, cost_known } = attemptsOf(rows)[0]!;
    return [cost_micros, currency, cost_known];
  };

  test('is an estimate until the vendor tells it', () => {
    expect(costOf(estimated)).toEqual([5_000, 'USD', false]);
    expect(costOf(estimated, receipt())).toEqual([5_000, 'USD', false]);
    expect(costOf(estimated, receipt({ cost_micros: 0, currency: 'credits' }))).toEqual([0, 'credits', true]);
  });

  test('is unknown without both', () => {
    expect(costOf(answer(1, 'accepted', 1_000), receipt())).toEqual([undefined, undefined, undefined]);
  });
});
