import { receiptIn } from './receipt.ts';

const row = (result: unknown, reason: unknown = null) => ({ phone: '010-1234-5678', name: '', result, reason });
const delivered = { vendor_message_id: '7', status: 'DELIVERED' };
const undelivered = { vendor_message_id: '7', status: 'UNDELIVERED' };

test.each([
  ['no row', [], undefined],
  ['성공', [row('성공')], delivered],
  ['실패 with its reason', [row('실패', '수신거부')], { ...undelivered, vendor_code: '수신거부' }],
  ['실패 without a reason', [row('실패')], undelivered],
  [
    '실패 with a reason that names the number',
    [row('실패', '01012345678 결번')],
    { ...undelivered, vendor_code: '# 결번' },
  ],
  ['전송중', [row('전송중')], undefined],
  ['an unknown word', [row('모름')], undefined],
  ['a word of the language itself', [row('constructor')], undefined],
  ['no word', [row(1)], undefined],
  ['no object', [null], undefined],
  ['the same phone twice, one of them waiting', [row('성공'), row('전송중')], undefined],
  ['the same phone twice, one of them delivered', [row('실패', 'x'), row('성공')], delivered],
])('%s', (_, rows, receipt) => {
  expect(receiptIn(rows, '7', { successMeans: 'delivered' })).toEqual(receipt);
});

test('unless the account says that 성공 is the delivery, it proves nothing, and 실패 proves what it did', () => {
  expect(receiptIn([row('성공')], '7', { successMeans: 'accepted' })).toBeUndefined();
  expect(receiptIn([row('실패')], '7', { successMeans: 'accepted' })).toEqual(undelivered);
});
