import { parseDescription } from './parse-description.ts';

const GOOD = {
  url: 'https://api.vendor.example/send',
  body: 'json',
  fields: { to: '{to}', text: '{text}' },
  error: ['code'],
  codes: { rejected: [1], throttled: ['slow'] },
};
const RECEIPTS = {
  format: 'json',
  id: 'id',
  status: ['status'],
  values: { ok: 'DELIVERED', bad: 'UNDELIVERED', on: null },
};

test('a description may be short, and its codes become a table', () => {
  const api = parseDescription({ ...GOOD, receipts: RECEIPTS });

  expect(api).toMatchObject({ method: 'POST', url: GOOD.url, codes: { 1: 'rejected', slow: 'throttled' } });
});

test.each<[string, object, string]>([
  ['a field that does not exist', { colour: 1 }, 'there is no colour'],
  ['a field inside that does not exist', { receipts: { ...RECEIPTS, secret: 1 } }, 'there is no receipts.secret'],
  ['no address', { url: 'ftp://x' }, 'url must be an address, or a path that begins with /'],
  ['another method', { method: 'PATCH' }, 'method must be one of'],
  ['another body', { body: 'xml' }, 'body must be one of'],
  ['no error', { error: [] }, 'error must contain at least 1 elements'],
  ['a path of another form', { id: 'messages[0].id' }, 'id must be a path, such as messages.0.id'],
  ['a meaning that does not exist', { codes: { bad: [1] } }, 'codes must be rejected, misconfigured,'],
  ['codes that are no list', { codes: { rejected: 1 } }, 'codes.rejected must be a list of codes'],
  ['a code with two meanings', { codes: { rejected: [1], request: ['1'] } }, 'two meanings'],
  ['an unknown placeholder', { fields: { to: '{number}' } }, 'a placeholder is none of those that there are'],
  ['an unknown currency', { cost: { path: 'price', currency: 'euro' } }, 'cost.currency must be an ISO 4217 code'],
  [
    'a status that proves something else',
    { receipts: { ...RECEIPTS, values: { x: 'SENT' } } },
    'receipts.values must be',
  ],
  [
    'a signature of nothing',
    { receipts: { ...RECEIPTS, signature: { algorithm: 'hmac-sha256', header: 'x', encoding: 'hex', over: 'x' } } },
    'receipts.signature.over must contain {body} or {url}',
  ],
])('%s is refused by name', (_case, change, says) => {
  expect(() => parseDescription({ ...GOOD, ...change })).toThrow(says);
});

test.each([
  ['a list', []],
  ['a text', 'x'],
  ['nothing', null],
])('%s is no description', (_case, value) => {
  expect(() => parseDescription(value)).toThrow('it must be a JSON object');
});
