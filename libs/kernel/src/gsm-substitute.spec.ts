import { gsmSubstitute } from './gsm-substitute.ts';
import { segmentsOf, ucs2CharactersIn } from './segments.ts';

test.each([
  ['ş', 's'],
  ['’', "'"],
  ['…', '...'],
  ['\u00A0', ' '],
  ['€', undefined],
  ['가', undefined],
  ['constructor', undefined],
])('%s may be written %s', (character, substitute) => {
  expect(gsmSubstitute(character)).toBe(substitute);
});

test('every substitute is GSM-7, and every character that has one is not', () => {
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const substitute = gsmSubstitute(character);
    if (substitute === undefined) continue;
    expect([character, segmentsOf(substitute).encoding]).toEqual([character, 'GSM-7']);
    expect([character, segmentsOf(character).encoding]).toEqual([character, 'UCS-2']);
  }
});

test('the characters that need UCS-2 are listed once, in their order', () => {
  expect(ucs2CharactersIn('a’ğ😀’ é€[')).toEqual(['’', 'ğ', '😀']);
});
