import type { HttpResult } from '#libs/provider-kit';
import { outcomeOf } from './outcomes.ts';
import { parseDescription } from './parse-description.ts';

const api = (over: object = {}) =>
  parseDescription({
    url: '/send',
    body: 'json',
    fields: {},
    accepted: { status: [200], path: 'parts.*.ok', values: ['true'] },
    id: 'parts.0.id',
    error: ['error.code', 'parts.0.code'],
    codes: { rejected: [1], down: [2], unknown: [3] },
    cost: { path: 'parts.*.price', currency: 'EUR' },
    ...over,
  });
const answered = (status: number, body: unknown, headers = {}): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('every part taken: an id, which may be a number, and the sum of the prices', () => {
  const parts = [
    { ok: true, id: 7, price: '0.03' },
    { ok: true, id: 8, price: 0.04 },
  ];

  expect(outcomeOf(answered(200, { parts }), api())).toEqual({
    outcome: 'accepted',
    vendor_message_id: '7',
    cost_micros: 70_000,
    currency: 'EUR',
  });
  expect(outcomeOf(answered(200, { parts: [{ ok: true, id: 7 }] }), api())).toEqual({
    outcome: 'accepted',
    vendor_message_id: '7',
  });
});

test.each([
  [
    'some parts only',
    200,
    {
      parts: [
        { ok: true, id: 7 },
        { ok: false, code: 1 },
      ],
    },
    'partly_sent',
  ],
  ['no id', 200, { parts: [{ ok: true }] }, 'http_200'],
  ['no parts', 200, { parts: [] }, 'http_200'],
  ['another success', 204, { parts: [{ ok: true, id: 7 }] }, 'http_204'],
  ['no JSON', 200, '<html>', 'http_200'],
  ['no code', 400, { message: 'no' }, 'http_400'],
  ['a server error with a code', 500, { error: { code: 1 } }, '1'],
  ['a redirect with a code', 302, { error: { code: 1 } }, '1'],
  ['a code that says so', 400, { error: { code: 3 } }, '3'],
])('%s leaves the outcome unknown', (_case, status, body, vendor_code) => {
  expect(outcomeOf(answered(status, body), api())).toEqual({ outcome: 'unknown', vendor_code });
});

test.each([
  [200, { parts: [{ ok: false, code: 1 }] }, { outcome: 'rejected', vendor_code: '1' }],
  [400, { error: { code: 'x' } }, { outcome: 'vendor_fault', fault: 'request', vendor_code: 'x' }],
  [401, { error: { code: 'x' } }, { outcome: 'vendor_fault', fault: 'misconfigured', vendor_code: 'x' }],
  [429, { error: { code: 'x' } }, { outcome: 'throttled', vendor_code: 'x', retry_after_ms: 7_000 }],
  [503, { error: { code: 2 } }, { outcome: 'vendor_fault', fault: 'down', vendor_code: '2' }],
])('HTTP %i with a code of the vendor: %j', (status, body, outcome) => {
  expect(outcomeOf(answered(status, body, { 'retry-after': '7' }), api())).toEqual(outcome);
});

test('a vendor without ids accepts by its status alone', () => {
  const bare = api({ accepted: { status: [202] }, id: undefined, cost: undefined });

  expect(outcomeOf(answered(202, {}), bare)).toEqual({ outcome: 'accepted' });
});
