import * as fc from 'fast-check';
import { compiled } from './pattern.ts';

test.each([
  ['<status>\\s*OK\\s*</status>', '<a><STATUS> ok\n</status></a>', true],
  ['<status>\\s*OK\\s*</status>', '<status>KO</status>', false],
  ['^OK\\b', 'OK: sent', true],
  ['^OK\\b', 'OKAY', false],
  ['^OK\\b', 'not OK', false],
  ['OK$', 'all OK', true],
  ['a\\Bb', 'ab', true],
  ['(invalid|wrong) +(mrt|number)', 'a wrong  mrt', true],
  ['(?:ab)+c', 'ababc', true],
  ['(?:ab)+c', 'c', false],
  ['x?y*z', 'z', true],
  ['[^<>]+!', '<b>now!', true],
  ['[a-c]\\d[.]', 'B7.', true],
  ['a.c', 'a\nc', true],
  ['a*?b', 'b', true],
  ['', 'anything', true],
  ['成功', '送出成功', true],
  ['😀+', 'so 😀😀', true],
])('%j in %j: %s', (source, text, occurs) => {
  expect(compiled(source).test(text)).toBe(occurs);
});

test.each([
  '(',
  ')',
  '(a',
  'a)',
  '*',
  'a**',
  'x{2}',
  '(?=a)',
  '(?<n>a)',
  '(a)\\1',
  '[',
  '[]',
  '[z-a]',
  '\\p{L}',
  '\\',
  'a'.repeat(201),
])('the pattern %s is refused with what a pattern may have', (source) => {
  expect(() => compiled(source)).toThrow();
});

const PARTS = ['a', 'b', '.', '[ab]', '\\s', '^', '$', '\\b', '(', '(?:', ')', '|', '*', '+', '?', ' '];

test('what it takes means what it means in JavaScript', () => {
  const source = fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }).map((parts) => parts.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(source, text, (pattern, written) => {
      const [mine, native] = [() => compiled(pattern), () => new RegExp(pattern, 'isu')].map((read) => {
        try {
          return read().test(written);
        } catch {
          return undefined;
        }
      });
      if (mine !== undefined && native !== undefined) expect(mine).toBe(native);
    }),
    { numRuns: 3_000 },
  );
});

test('patterns that never end in an engine that tries one way after the other end', () => {
  const text = 'a'.repeat(50_000);
  for (const source of ['(a+)+$b', '(a|a)*b', '(.*)*b', `${'a*'.repeat(90)}b`, '(a?)+b'])
    expect(compiled(source).test(text)).toBe(false);
});

test('no more than the first 2,000 characters of an answer are read', () => {
  expect([1_998, 1_999].map((before) => compiled('OK').test(`${' '.repeat(before)}OK`))).toEqual([true, false]);
});
