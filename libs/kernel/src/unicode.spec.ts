import * as fc from 'fast-check';
import { storable, unicodeProblem } from './unicode.ts';

test.each(['', 'plain', '😀', '👩🏽‍🚒', 'می‌خواهم', 'e\u0301', '\uFFFD', '\u0001', '\uFFFF', '\u{10FFFF}'])(
  '%j can be stored',
  (text) => {
    expect(unicodeProblem(text)).toBeUndefined();
  },
);

test.each([
  ['a high half', 'ab\uD83D', 'character 3 is U+D83D (half of a surrogate pair)'],
  ['a low half', '\uDE00ab', 'character 1 is U+DE00 (half of a surrogate pair)'],
  ['halves in the wrong order', '😀\uDE00\uD83D', 'character 2 is U+DE00'],
  ['two high halves', '\uD83D\uD83D\uDE00', 'character 1 is U+D83D'],
  ['NUL', '😀a\0', 'character 3 is U+0000 (NULL)'],
  ['NUL alone', '\0', 'character 1 is U+0000 (NULL)'],
])('%s cannot be stored, and is named', (_what, text, named) => {
  expect(unicodeProblem(text)).toContain(named);
});

test('a text that cannot be asked for again is made storable, and no pair is split', () => {
  expect(storable('ab\0c\uD83D', 10)).toBe('ab\uFFFDc\uFFFD');
  expect(storable('abc😀', 4)).toBe('abc\uFFFD');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(10), (text, most) => {
      const stored = storable(text, most);

      expect(unicodeProblem(stored)).toBeUndefined();
      expect(stored.length).toBeLessThanOrEqual(most);
    }),
  );
});
