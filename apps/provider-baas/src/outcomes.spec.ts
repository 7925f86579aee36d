import { outcomeOf } from './outcomes.ts';

const answer = (status: number, body: unknown, headers = {}) =>
  ({ kind: 'response', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }) as const;
const unknown = (status: number) => ({ outcome: 'unknown', vendor_code: `http_${status}` });
const fault = (kind: string, vendor_code: string) => ({ outcome: 'vendor_fault', fault: kind, vendor_code });
const ofField = (field: string) => ({
  result: 'FAIL',
  errorCode: 'VALIDATION_ERROR',
  detail: [{ field, reason: 'x' }],
});

test.each([
  [200, { success: true, data: { group_id: 77 } }, { outcome: 'accepted', vendor_message_id: '77' }],
  [200, { result: 'SUCCESS', data: { group_id: '78' } }, { outcome: 'accepted', vendor_message_id: '78' }],
  [200, { success: true, data: {} }, unknown(200)],
  [200, { success: true, data: { group_id: 'seven' } }, unknown(200)],
  [200, { success: true }, unknown(200)],
  [200, { success: true, data: { group_id: 0 } }, unknown(200)],
  [200, { success: false, error_code: 'SOMETHING_NEW', data: { group_id: 77 } }, unknown(200)],
  [400, { result: 'FAIL', errorCode: 'INVALID_PHONE', data: { group_id: '77' } }, unknown(400)],
  [400, { result: 'FAIL', errorCode: 'SOMETHING_NEW', data: { group_id: 0 } }, fault('request', 'SOMETHING_NEW')],
  [200, { success: true, result: 'FAIL', data: { group_id: 77 } }, unknown(200)],
  [200, { success: false, result: 'SUCCESS' }, unknown(200)],
  [400, { success: true, data: { group_id: 77 } }, unknown(400)],
  [200, { success: false, message: 'No.' }, fault('request', 'http_200')],
  [200, { success: false, error_code: 'INVALID_PHONE' }, { outcome: 'rejected', vendor_code: 'INVALID_PHONE' }],
  [422, { result: 'FAIL', errorCode: 'INVALID_PHONE' }, { outcome: 'rejected', vendor_code: 'INVALID_PHONE' }],
  [422, ofField('recipients[0].phone_number'), { outcome: 'rejected', vendor_code: 'VALIDATION_ERROR' }],
  [422, ofField('message'), fault('request', 'VALIDATION_ERROR')],
  [401, { detail: 'Not authenticated' }, fault('misconfigured', 'http_401')],
  [403, '<h1>Forbidden</h1>', unknown(403)],
  [429, { message: 'slow down' }, { outcome: 'throttled', vendor_code: 'http_429' }],
  [404, { detail: 'Not Found' }, unknown(404)],
  [500, { success: false, error_code: 'INVALID_PHONE' }, unknown(500)],
  [302, { success: false, error_code: 'INVALID_PHONE' }, unknown(302)],
  [200, 'thanks', unknown(200)],
  [200, '[]', unknown(200)],
  [200, '', unknown(200)],
])('HTTP %i %j', (status, body, outcome) => {
  expect(outcomeOf(answer(status, body))).toEqual(outcome);
});

test('a code that the table does not have is a request fault, and is told once, without numbers and short', () => {
  const told: string[] = [];
  const tell = (code: string): void => void told.push(code);
  const code = `BARRED 01012345678 ${'x'.repeat(100)}`;

  expect(outcomeOf(answer(400, { success: false, error_code: code }), tell)).toEqual(fault('request', told[0]!));
  outcomeOf(answer(400, { success: false, error_code: 'INVALID_PHONE' }), tell);

  expect(told).toEqual([`BARRED # ${'x'.repeat(55)}`]);
});

test('a throttle says how long to wait, if it says so', () => {
  const body = { success: false, error_code: 'RATE_LIMIT_EXCEEDED' };

  expect(outcomeOf(answer(429, body, { 'retry-after': '3' }))).toMatchObject({ retry_after_ms: 3_000 });
  expect(outcomeOf(answer(429, body))).not.toHaveProperty('retry_after_ms');
});
