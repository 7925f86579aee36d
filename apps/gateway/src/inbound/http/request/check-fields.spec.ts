import { checkFields } from './check-fields.ts';
import { MessageBody } from '../native/messages/message-body.ts';

const GOOD = { to: '+15005550006', text: 'Hello' };
const check = (given: unknown) => checkFields(MessageBody, given);
const codesOf = (given: unknown) => {
  const checked = check(given);
  return 'errors' in checked ? checked.errors.map(({ field, code }) => `${field}: ${code}`) : [];
};

test('a valid body is returned as its class', () => {
  expect(check(GOOD)).toEqual({ value: GOOD });
  expect((check(GOOD) as { value: unknown }).value).toBeInstanceOf(MessageBody);
});

test.each([
  [{ ...GOOD, to: 5 }, ['to: invalid_field']],
  [{ ...GOOD, to: 'x'.repeat(65) }, ['to: invalid_number']],
  [{ ...GOOD, text: 'x'.repeat(20_001) }, ['text: invalid_text']],
  [{ ...GOOD, deadline: 'x'.repeat(41) }, ['deadline: invalid_deadline']],
  [{ ...GOOD, deadline: 5 }, ['deadline: invalid_field']],
  [{ ...GOOD, priority: 10 }, ['priority: invalid_field']],
  [{ ...GOOD, priority: -1 }, ['priority: invalid_field']],
  [{ ...GOOD, priority: 1.5 }, ['priority: invalid_field']],
  [{ ...GOOD, valid_for_s: 1.5 }, ['valid_for_s: invalid_field']],
  [{ ...GOOD, category: 'spam', guarantee: 'exactly_once' }, ['category: invalid_field', 'guarantee: invalid_field']],
  [{ ...GOOD, client_ref: '' }, ['client_ref: invalid_field']],
  [{ ...GOOD, subject_ref: 'x'.repeat(129) }, ['subject_ref: invalid_field']],
  [{ ...GOOD, metadata: [] }, ['metadata: invalid_field']],
  [{ ...GOOD, metadata: { a: 1 } }, ['metadata: invalid_field']],
  [{ ...GOOD, metadata: { ['a'.repeat(65)]: 'x' } }, ['metadata: invalid_field']],
  [{ ...GOOD, metadata: { a: 'x'.repeat(257) } }, ['metadata: invalid_field']],
  [
    { ...GOOD, metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, 'x'])) },
    ['metadata: invalid_field'],
  ],
  [{ ...GOOD, to: '+1\uD800' }, ['to: invalid_number']],
  [{ ...GOOD, text: 'a\0' }, ['text: invalid_text']],
  [{ ...GOOD, sender: 'a\uDC00' }, ['sender: invalid_sender']],
  [{ ...GOOD, client_ref: 'a\uD800' }, ['client_ref: invalid_field']],
  [{ ...GOOD, subject_ref: 'a\0b' }, ['subject_ref: invalid_field']],
  [{ ...GOOD, metadata: { a: 'x\uD83D' } }, ['metadata: invalid_field']],
  [{ ...GOOD, metadata: { '\uD83D': 'x' } }, ['metadata: invalid_field']],
  [{ ...GOOD, colour: 1, price: 2 }, ['colour: unknown_field', 'price: unknown_field']],
  [null, [': invalid_field']],
  [[GOOD], [': invalid_field']],
  [{ text: 1 }, ['to: invalid_field', 'text: invalid_field']],
])('%j is %j', (given, expected) => {
  expect(codesOf(given).sort()).toEqual([...expected].sort());
});

test('no error repeats a value, and a strange name is shown safely', () => {
  const checked = check({ ...GOOD, to: 4_915_550_000, category: 'secret', ['naïve\n'.repeat(20)]: 1 });

  expect(JSON.stringify(checked)).not.toMatch(/4915550000|secret/);
  expect(JSON.stringify(checked)).toContain('na?ve?');
});

test('at most 20 errors are listed', () => {
  const crowd = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`field${n}`, n]));

  expect(codesOf(crowd)).toHaveLength(20);
});
