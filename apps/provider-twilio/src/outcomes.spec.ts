import type { HttpResult } from '#libs/provider-kit';
import { outcomeOf } from './outcomes.ts';

const SID = `SM${'0a'.repeat(16)}`;

const answered = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const refused = (status: number, code: number, headers = {}): HttpResult =>
  answered(status, { code, message: 'no', more_info: '', status }, headers);

test('a created message is accepted under its sid, whatever its first status', () => {
  for (const status of ['queued', 'accepted', 'scheduled'])
    expect(outcomeOf(answered(201, { sid: SID, status, price: null }))).toEqual({
      outcome: 'accepted',
      vendor_message_id: SID,
    });
});

test("a price is taken over as a cost in micro-units, without Twilio's minus", () => {
  expect(outcomeOf(answered(201, { sid: SID, price: '-0.00750', price_unit: 'USD' }))).toEqual({
    outcome: 'accepted',
    vendor_message_id: SID,
    cost_micros: 7_500,
    currency: 'USD',
  });
});

test.each([
  ['no sid', 201, { status: 'queued' }],
  ['a sid of something else', 201, { sid: `AC${'0a'.repeat(16)}` }],
  ['an empty body', 201, ''],
  ['half of the JSON', 201, `{"sid":"${SID}","bo`],
  ['a page', 200, '<html>welcome</html>'],
  ['no content', 204, ''],
  ['a redirect', 307, ''],
  ['a proxy page', 502, '<html>Bad Gateway</html>'],
  ["a proxy's refusal", 403, '<html>Forbidden</html>'],
  ['a proxy page under 429', 429, '<html>slow down</html>'],
  ['a proxy page under 503', 503, '<html>later</html>'],
  ['an error with a sid', 400, { code: 21211, sid: SID }],
  ['an error without a code', 400, { message: 'no' }],
  ['a server error', 500, { code: 20500, status: 500 }],
  ['a server error with a known code', 500, { code: 21211, status: 500 }],
  ['a gateway time-out in JSON', 504, { code: 20504, status: 504 }],
])('%s leaves the outcome unknown', (_case, status, body) => {
  expect(outcomeOf(answered(status, body))).toMatchObject({ outcome: 'unknown' });
});

test.each([21408, 21608, 21612, 21614, 21635, 21265, 21266, 21268, 21703, 30006])(
  '%d is a limit of Twilio or of this account there, and another vendor may reach the number',
  (code) => {
    expect(outcomeOf(refused(400, code))).toMatchObject({ outcome: 'vendor_fault', fault: 'recipient' });
  },
);

test.each([21617, 21618, 21623, 30007])(
  '%d is a refusal of this text by Twilio: another vendor may take it, and Twilio would refuse it again',
  (code) => {
    expect(outcomeOf(refused(400, code))).toMatchObject({ outcome: 'vendor_fault', fault: 'recipient' });
  },
);

test.each([21401, 21604])('%d is about our sender or our call, and not about the message', (code) => {
  expect(outcomeOf(refused(400, code))).toMatchObject({ outcome: 'vendor_fault', fault: 'request' });
});

test.each([21211, 21610, 30004, 30450])('%d applies to every sender: no other route is tried', (code) => {
  expect(outcomeOf(refused(400, code))).toMatchObject({ outcome: 'rejected' });
});

test('an unknown code is a fault of the request', () => {
  expect(outcomeOf(refused(400, 29999))).toEqual({ outcome: 'vendor_fault', fault: 'request', vendor_code: '29999' });
});

test.each([
  [401, 29999, { outcome: 'vendor_fault', fault: 'misconfigured', vendor_code: '29999' }],
  [429, 29999, { outcome: 'throttled', vendor_code: '29999', retry_after_ms: 7_000 }],
  [503, 29999, { outcome: 'vendor_fault', fault: 'down', vendor_code: '29999' }],
  [503, 20503, { outcome: 'vendor_fault', fault: 'down', vendor_code: '20503' }],
  [503, 20500, { outcome: 'unknown', vendor_code: '20500' }],
])("HTTP %d with Twilio's error decides if the code does not", (status, code, expected) => {
  expect(outcomeOf(refused(status, code, { 'retry-after': '7' }))).toEqual(expected);
});

test('the daily limit waits an hour unless Twilio says otherwise', () => {
  expect(outcomeOf(refused(429, 63038))).toMatchObject({ retry_after_ms: 3_600_000 });
  expect(outcomeOf(refused(429, 63038, { 'retry-after': '60' }))).toMatchObject({ retry_after_ms: 60_000 });
});
