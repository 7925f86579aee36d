import type { HttpResult } from '#libs/provider-kit';
import { outcomeOf } from './outcomes.ts';

const SEND = { to: '+989121234567', byTemplate: false };
const ENTRY = { messageid: 8792343, status: 5, receptor: '09121234567', cost: 120 };

const response = (body: unknown, status = 200): HttpResult => ({
  kind: 'response',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const answer = (code: unknown, entries: unknown, http = 200) =>
  outcomeOf(response({ return: { status: code, message: 'x' }, entries }, http), SEND);

test.each([
  ['a list', [ENTRY]],
  ['one object', ENTRY],
])('entries as %s are accepted, with the cost in Rial', (_what, entries) => {
  expect(answer(200, entries)).toEqual({
    outcome: 'accepted',
    vendor_message_id: '8792343',
    cost_micros: 120_000_000,
    currency: 'IRR',
  });
});

test('the code in the body decides, whatever the HTTP status is', () => {
  expect(answer(200, [ENTRY], 500)).toMatchObject({ outcome: 'accepted' });
  expect(answer('200', [ENTRY])).toMatchObject({ outcome: 'accepted' });
  expect(answer(418, null, 200)).toEqual({ outcome: 'vendor_fault', fault: 'misconfigured', vendor_code: '418' });
  expect(answer(451, null, 503)).toEqual({ outcome: 'throttled', vendor_code: '451' });
});

test('an id of 64 bits stays exact, as a number and as a text', () => {
  const long = (id: string) => `{"return":{"status":200},"entries":[{"messageid":${id},"status":1}]}`;

  for (const id of ['9223372036854775807', '"9223372036854775807"'])
    expect(outcomeOf(response(long(id)), SEND)).toMatchObject({ vendor_message_id: '9223372036854775807' });
});

test('a text that looks like an id is left as it is', () => {
  const message = '"messageid":17 } "localid": 3';

  expect(answer(200, [{ message, ...ENTRY }])).toMatchObject({ outcome: 'accepted', vendor_message_id: '8792343' });
});

test('an answer about another number is not this message', () => {
  expect(answer(200, [{ ...ENTRY, receptor: '09129999999' }])).toEqual({
    outcome: 'unknown',
    vendor_code: 'another_receptor',
  });
  expect(answer(200, [{ ...ENTRY, receptor: 9_129_999_999 }])).toMatchObject({ vendor_code: 'another_receptor' });
  for (const receptor of ['989121234567', 9_121_234_567, 989_121_234_567])
    expect(answer(200, [{ ...ENTRY, receptor }])).toMatchObject({ outcome: 'accepted' });
});

test.each<[string, unknown]>([
  ['nothing', ''],
  ['a page', '<html>slow down</html>'],
  ['half an answer', '{"return":{"status":200},"entr'],
  ['a list', []],
  ['no envelope', { status: 200, messageid: 1 }],
  ['no code', { return: {}, entries: [ENTRY] }],
  ['a code that is null', { return: { status: null }, entries: [ENTRY] }],
  ['an id that is no number', { return: { status: 200 }, entries: [{ ...ENTRY, messageid: 'x' }] }],
])('%s is unknown', (_what, body) => {
  expect(outcomeOf(response(body), SEND)).toMatchObject({ outcome: 'unknown' });
  expect(outcomeOf(response(body, 451), SEND)).toMatchObject({ outcome: 'unknown' });
});

test('a refusal is none if any of its entries has an id', () => {
  for (const messageid of [8792343, '8792343', 'x-1'])
    expect(answer(418, [{}, { messageid }])).toEqual({ outcome: 'unknown', vendor_code: '418' });
  for (const messageid of [0, '0', null, ''])
    expect(answer(418, [{ messageid }])).toMatchObject({ outcome: 'vendor_fault', fault: 'misconfigured' });
});

test('what the message reached before its answer is no refusal', () => {
  expect(answer(200, [{ ...ENTRY, status: 6 }])).toMatchObject({ outcome: 'accepted' });
  expect(answer(200, [{ ...ENTRY, status: 13 }])).toMatchObject({ fault: 'misconfigured', vendor_code: 'status_13' });
});
