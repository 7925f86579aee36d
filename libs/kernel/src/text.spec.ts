import * as fc from 'fast-check';
import { checkText } from './text.ts';

test.each([
  ['plain words', 'Your table is ready.'],
  ['line breaks', 'one\r\ntwo\nthree'],
  ['emoji with joiners and a skin tone', '👩🏽‍🚒 👨‍👩‍👧'],
  ['a flag made of tag characters', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
  ['combining marks', 'e\u0301 Z\u0351a\u0310l\u0343go'],
  ['Persian with a non-joiner', 'می‌خواهم'],
  ['direction marks, embeddings and isolates', '\u200Fسلام\u200E \u202Babc\u202C \u2067abc\u2069'],
  ['1,600 characters', 'x'.repeat(1_600)],
  ['1,600 emoji, each one character', '😀'.repeat(1_600)],
  ['1,600 characters once composed', 'e\u0301'.repeat(1_600)],
])('%s may be sent', (_name, text) => {
  expect(checkText(text)).toBeUndefined();
});

test.each([
  ['nothing', '', /empty/],
  ['spaces and line breaks alone', ' \r\n\u00A0\u3000', /empty/],
  ['zero-width characters alone', '\u200B\u200D\uFEFF', /empty/],
  ['a lone high surrogate', 'a\uD83D', /surrogate/],
  ['a lone low surrogate', '\uDE00a', /surrogate/],
  ['NUL', 'a\u0000', /NULL/],
  ['a tab', 'a\tb', /control/],
  ['a form feed', 'a\fb', /control/],
  ['ESC', 'a\u001B[31m', /control/],
  ['DEL', 'a\u007F', /control/],
  ['a C1 control', 'a\u0085b', /control/],
  ['a left-to-right override', 'a\u202Db', /bidirectional/],
  ['a right-to-left override', 'a\u202Eb', /bidirectional/],
  ['1,601 characters', 'x'.repeat(1_601), /1601 characters in 11 parts/],
])('%s is refused', (_name, text, sentence) => {
  expect(checkText(text)).toMatch(sentence);
});

test('every control character except LF and CR is refused', () => {
  const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, at) => 0x7f + at)];
  const accepted = controls.filter((code) => checkText(`a${String.fromCharCode(code)}`) === undefined);

  expect(accepted).toEqual([0x0a, 0x0d]);
});

test('a caller may allow more characters', () => {
  expect(checkText('x'.repeat(2_000), 2_000)).toBeUndefined();
  expect(checkText('x'.repeat(2_001), 2_000)).toMatch(/2001/);
});

test('no sentence repeats the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      expect(checkText(`${text}\u0000~${text}~`) ?? '').not.toContain(`~${text}~`);
    }),
  );
});
