import type { HttpResult, ResponseHeaders } from '#libs/provider-kit';
import { outcomeOf } from './outcomes.ts';

const answered = (status: number, body: unknown, headers: ResponseHeaders = {}): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const ok = (data: unknown) => outcomeOf(answered(200, { status: 1, message: 'موفق', data }));
const unknown = { outcome: 'unknown', vendor_code: 'http_200' };

test('an id is kept as text, and the cost is in credits', () => {
  const accepted = { outcome: 'accepted', vendor_message_id: '89545112', cost_micros: 1_000_000, currency: 'credits' };

  expect(ok({ messageId: 89_545_112, cost: 1.0 })).toEqual(accepted);
  expect(ok({ packId: 'p', messageIds: [89_545_112], cost: 2.55 })).toEqual({ ...accepted, cost_micros: 2_550_000 });
  expect(ok({ messageId: 89_545_112 })).toEqual({ outcome: 'accepted', vendor_message_id: '89545112' });
});

test('a number that send/bulk refused is rejected, although the call succeeded', () => {
  expect(ok({ packId: 'p', messageIds: [null], cost: 0 })).toEqual({
    outcome: 'rejected',
    vendor_code: 'number_refused',
  });
});

test.each([
  ['no data', undefined],
  ['null', null],
  ['no id', { cost: 1 }],
  ['an id of null from send/verify', { messageId: null }],
  ['no ids', { messageIds: [] }],
  ['two ids', { messageIds: [1, 2] }],
  ['an id and null', { messageIds: [1, null] }],
  ['ids that are no list', { messageIds: 7 }],
  ['an id that is a word', { messageId: 'x' }],
  ['an id of 0', { messageId: 0 }],
  ['an id that JSON has rounded', '{"status":1,"data":{"messageId":9007199254740993}}'],
])('a success with %s is unknown', (_what, data) => {
  expect(typeof data === 'string' ? outcomeOf(answered(200, data)) : ok(data)).toEqual(unknown);
});

test.each([
  ['a page', '<html>ok</html>'],
  ['nothing', ''],
  ['half', '{"status":1,"da'],
  ['a list', '[1]'],
  ['a status that is a word', { status: 'ok', data: { messageId: 1 } }],
])('a 200 with %s is unknown', (_what, body) => {
  expect(outcomeOf(answered(200, body))).toEqual(unknown);
});

test('a success with a status of HTTP that is none is unknown', () => {
  for (const http of [302, 400, 500, 503])
    expect(outcomeOf(answered(http, { status: 1, data: { messageId: 1 } }))).toMatchObject({ outcome: 'unknown' });
});

test.each([
  { messageId: 1 },
  { messageId: '89545112' },
  { messageId: 1.5 },
  { messageIds: [1] },
  { messageIds: ['x', null] },
  { messageIds: 7 },
])('a refusal that has an id is unknown: %j', (data) => {
  expect(outcomeOf(answered(400, { status: 102, data }))).toEqual({ outcome: 'unknown', vendor_code: 'http_400' });
});

test.each([null, {}, { messageId: 0, cost: 0 }, { messageId: null }, { messageIds: [null] }, { messageIds: [] }])(
  'a refusal without an id is one: %j',
  (data) => {
    expect(outcomeOf(answered(400, { status: 104, data }))).toEqual({ outcome: 'rejected', vendor_code: '104' });
  },
);

test('the status of HTTP in an answer of some server between is not what SMS.IR says', () => {
  const problem = (status: number) => answered(status, { title: 'Service Unavailable', status, traceId: 'x' });

  expect(outcomeOf(problem(503))).toEqual({ outcome: 'unknown', vendor_code: 'http_503' });
  expect(outcomeOf(problem(400))).toMatchObject({ outcome: 'vendor_fault', fault: 'request' });
});

test('a throttle waits as long as it says, and a page that says 429 proves nothing', () => {
  const body = { status: 20, message: '', data: null };

  expect(outcomeOf(answered(429, body, { 'retry-after': '3' }))).toEqual({
    outcome: 'throttled',
    vendor_code: '20',
    retry_after_ms: 3_000,
  });
  expect(outcomeOf(answered(429, body))).toEqual({ outcome: 'throttled', vendor_code: '20' });
  expect(outcomeOf(answered(429, '<html>'))).toEqual({ outcome: 'unknown', vendor_code: 'http_429' });
});

test('an exchange without an answer has the outcome that it has for every vendor', () => {
  expect(outcomeOf({ kind: 'not_sent', reason: 'dns' })).toMatchObject({ outcome: 'vendor_fault', fault: 'down' });
  expect(outcomeOf({ kind: 'no_answer', reason: 'timeout' })).toMatchObject({ outcome: 'unknown' });
  expect(outcomeOf({ kind: 'too_late' })).toMatchObject({ outcome: 'not_started' });
});
