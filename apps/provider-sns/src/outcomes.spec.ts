import type { HttpResult, Meaning } from '#libs/provider-kit';
import { outcomeOf } from './outcomes.ts';

const ID = '0a0a0a0a-1b1b-2c2c-3d3d-4e4e4e4e4e4e';

const answered = (status: number, headers: Record<string, string> = {}): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body: '',
});
const said = (Code: string, Message = 'No.') => ({ error: { name: 'X', Error: { Code, Message } } });
const expected = (meaning: Meaning) =>
  ['misconfigured', 'request', 'recipient', 'down'].includes(meaning)
    ? { outcome: 'vendor_fault', fault: meaning }
    : { outcome: meaning };

test('an answer with a message id is an acceptance, and one without leaves the outcome unknown', () => {
  expect(outcomeOf(answered(200), { messageId: ID })).toEqual({ outcome: 'accepted', vendor_message_id: ID });
  for (const messageId of [undefined, '', 'x', ID.slice(1)])
    expect(outcomeOf(answered(200), { messageId })).toEqual({ outcome: 'unknown', vendor_code: 'http_200' });
});

const OF_PARAMETERS = ['InvalidParameter', 'ParameterValueInvalid', 'ValidationException'];

test.each(OF_PARAMETERS)(
  '%s about the number is a limit of this route, about anything else it is our error',
  (code) => {
    const about = (message: string) => outcomeOf(answered(400), said(code, message));

    const number = 'Invalid parameter: PhoneNumber Reason: +66800000000 is not valid to publish to';
    expect(about(number)).toMatchObject({ outcome: 'vendor_fault', fault: 'recipient' });
    expect(about('Invalid parameter: Message too long')).toMatchObject({ outcome: 'vendor_fault', fault: 'request' });
  },
);

test.each([...OF_PARAMETERS, 'UserError'])(
  '%s about an opt-out is a rejection, so that no other route is tried',
  (code) => {
    for (const words of ['Invalid parameter: PhoneNumber Reason: +1 is opted out', 'The phone number has opted-out'])
      expect(outcomeOf(answered(400), said(code, words))).toEqual({ outcome: 'rejected', vendor_code: code });
  },
);

test.each<[number, string, Meaning]>([
  [400, 'SomethingNew', 'request'],
  [401, 'SomethingNew', 'misconfigured'],
  [403, 'SomethingNew', 'misconfigured'],
  [429, 'SomethingNew', 'throttled'],
  [500, 'SomethingNew', 'unknown'],
  [502, 'Throttled', 'unknown'],
  [503, 'SomethingNew', 'down'],
  [503, 'InternalError', 'unknown'],
  [302, 'OptedOut', 'unknown'],
])('HTTP %i with the code %s means %s', (status, code, meaning) => {
  expect(outcomeOf(answered(status), said(code))).toMatchObject(expected(meaning));
});

test.each([400, 403, 404, 429, 500, 503])('HTTP %i without a code of Amazon leaves the outcome unknown', (status) => {
  for (const error of [undefined, new Error('x'), { name: 'NotFound', Error: { Message: 'Unknown' } }])
    expect(outcomeOf(answered(status), { error })).toEqual({ outcome: 'unknown', vendor_code: `http_${status}` });
});

test("a throttle has the vendor's time, if Amazon gave one", () => {
  expect(outcomeOf(answered(429, { 'retry-after': '7' }), said('Throttled'))).toMatchObject({ retry_after_ms: 7_000 });
  expect(outcomeOf(answered(400), said('Throttling'))).not.toHaveProperty('retry_after_ms');
});

test('without a request nothing was sent, and without an answer it depends on the bytes that left', () => {
  expect(outcomeOf(undefined, { error: new Error('x') })).toMatchObject({ outcome: 'vendor_fault', fault: 'request' });
  expect(outcomeOf({ kind: 'not_sent', reason: 'dns' }, {})).toMatchObject({ outcome: 'vendor_fault', fault: 'down' });
  expect(outcomeOf({ kind: 'no_answer', reason: 'timeout' }, {})).toMatchObject({ outcome: 'unknown' });
  expect(outcomeOf({ kind: 'too_late' }, {})).toMatchObject({ outcome: 'not_started' });
});
