import { STATUSES } from './outcomes.ts';
import { receiptIn } from './receipt.ts';

const ID = '0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e';

const entry = (over: object = {}, delivery: object = {}) =>
  JSON.stringify({
    notification: { messageId: ID, timestamp: '2016-06-28 00:40:34.558' },
    delivery: { destination: '+15005550100', priceInUSD: 0.00645, providerResponse: 'Accepted', ...delivery },
    status: 'SUCCESS',
    ...over,
  });
const failure = (providerResponse: string) => receiptIn(entry({ status: 'FAILURE' }, { providerResponse }));

test('a success is a delivery with its cost, and without the recipient', () => {
  expect(receiptIn(entry())).toEqual({
    vendor_message_id: ID,
    status: 'DELIVERED',
    cost_micros: 6_450,
    currency: 'USD',
  });
});

test('codes are short enough to be stored whole', () => {
  for (const code of Object.values(STATUSES)) expect((code ?? '').length).toBeLessThanOrEqual(32);
});

test('a failure with an unknown text is a failure, and the text is not copied', () => {
  expect(failure('Number +15005550100 is on fire')).toMatchObject({ status: 'UNDELIVERED', vendor_code: 'failure' });
  expect(failure('constructor')).toMatchObject({ vendor_code: 'failure' });
});

test('an entry without a price has no cost', () => {
  expect(receiptIn(entry({}, { priceInUSD: undefined }))).toEqual({ vendor_message_id: ID, status: 'DELIVERED' });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'REPORT Duration'],
  ['a list', '[]'],
  ['no message', entry({ notification: {} })],
  ['an id of another form', entry({ notification: { messageId: 'x'.repeat(500) } })],
  ['another status', entry({ status: 'UNKNOWN' })],
  ['no delivery', JSON.stringify({ status: 'FAILURE' })],
])('%s proves nothing', (_, message) => {
  expect(receiptIn(message)).toBeUndefined();
});
