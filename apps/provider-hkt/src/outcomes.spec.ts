import { outcomeOf } from './outcomes.ts';

const XML = { successPattern: '<status>\\s*OK\\s*</status>', invalidNumberPattern: 'invalid.*number' };
const PLAIN = { successPattern: '^OK\\b', refusalPattern: '^ERROR' };
const answer = (status: number, body: string) => ({ kind: 'response', status, headers: {}, body }) as const;
const unknown = (status: number) => ({ outcome: 'unknown', vendor_code: `http_${status}` });
const refused = (vendor_code: string) => ({ outcome: 'vendor_fault', fault: 'request', vendor_code });

test.each([
  [200, '<response><status>OK</status></response>', { outcome: 'accepted' }],
  [200, '<RESPONSE><Status> ok </Status></RESPONSE>', { outcome: 'accepted' }],
  [200, '<status>ERROR</status><reason>No  quota</reason>', refused('No quota')],
  [200, '<status>ERROR</status>', refused('ERROR')],
  [400, '<status>ERROR</status><reason></reason>', refused('ERROR')],
  [
    200,
    '<status>ERROR</status><reason>Invalid number</reason>',
    { outcome: 'rejected', vendor_code: 'Invalid number' },
  ],
  [200, '<status>ERROR</status><reason>85251234567 barred</reason>', refused('# barred')],
  [200, '<status></status><reason>No quota</reason>', unknown(200)],
  [200, '<status>ERROR', unknown(200)],
  [200, '<status>OK, queued</status>', unknown(200)],
  [200, '<status><![CDATA[OK]]></status>', unknown(200)],
  [200, '<status>OK<id>17</id></status>', unknown(200)],
  [200, '<status>NOK</status>', refused('NOK')],
  [200, '', unknown(200)],
  [200, '<html><h1>Welcome</h1></html>', unknown(200)],
  [200, 'OK: Message sent successfully', unknown(200)],
  [400, '<status>OK</status>', unknown(400)],
  [400, 'ERROR: Failed to send SMS', unknown(400)],
  [302, '<status>ERROR</status>', unknown(302)],
  [500, '<status>ERROR</status>', unknown(500)],
  [502, '<status>OK</status>', unknown(502)],
])('HTTP %i %j', (status, body, outcome) => {
  expect(outcomeOf(answer(status, body), XML)).toEqual(outcome);
});

test.each([
  [200, 'OK: Message sent successfully', { outcome: 'accepted' }],
  [400, 'ERROR: Failed to send SMS', refused('ERROR: Failed to send SMS')],
  [200, '<status>OK</status>', unknown(200)],
  [500, 'ERROR: Failed to send SMS', unknown(500)],
])('with patterns for plain answers: HTTP %i %j', (status, body, outcome) => {
  expect(outcomeOf(answer(status, body), PLAIN)).toEqual(outcome);
});

test('a long reason is shortened', () => {
  const body = `<status>ERROR</status><reason>${'x'.repeat(5_000)}</reason>`;

  expect(outcomeOf(answer(200, body), XML)).toEqual(refused('x'.repeat(64)));
});
