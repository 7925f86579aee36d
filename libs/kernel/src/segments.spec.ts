import * as fc from 'fast-check';
import { segmentsOf } from './segments.ts';

const vectors: readonly [name: string, text: string, encoding: string, units: number, segments: number][] = [
  ['160 GSM characters', 'a'.repeat(160), 'GSM-7', 160, 1],
  ['161 GSM characters', 'a'.repeat(161), 'GSM-7', 161, 2],
  ['306 GSM characters', 'a'.repeat(306), 'GSM-7', 306, 2],
  ['307 GSM characters', 'a'.repeat(307), 'GSM-7', 307, 3],
  ['80 extended characters', '€'.repeat(80), 'GSM-7', 160, 1],
  ['81 extended characters', '€'.repeat(81), 'GSM-7', 162, 2],
  ['153 extended characters: 76 fit in 153 septets', '€'.repeat(153), 'GSM-7', 306, 3],
  ['an ESC pair at the border of a segment', 'a'.repeat(152) + '€' + 'a'.repeat(152), 'GSM-7', 306, 3],
  ['70 UCS-2 characters', 'ş'.repeat(70), 'UCS-2', 70, 1],
  ['71 UCS-2 characters', 'ş'.repeat(71), 'UCS-2', 71, 2],
  ['134 UCS-2 characters', 'ş'.repeat(134), 'UCS-2', 134, 2],
  ['135 UCS-2 characters', 'ş'.repeat(135), 'UCS-2', 135, 3],
  ['35 emoji', '😀'.repeat(35), 'UCS-2', 70, 1],
  ['36 emoji', '😀'.repeat(36), 'UCS-2', 72, 2],
  ['67 emoji: 33 fit in 67 units', '😀'.repeat(67), 'UCS-2', 134, 3],
  ['a surrogate pair at the border of a segment', '가'.repeat(66) + '😀' + '가'.repeat(66), 'UCS-2', 134, 3],
  ['a capital c with cedilla', 'Ç', 'GSM-7', 1, 1],
  ['a small c with cedilla', 'ç', 'UCS-2', 1, 1],
  ['a backtick', '`', 'UCS-2', 1, 1],
  ['a tab', '\t', 'UCS-2', 1, 1],
  ['a typographic apostrophe', '’', 'UCS-2', 1, 1],
  ['an ESC, which is no character of the alphabet', '\u001B', 'UCS-2', 1, 1],
  ['nothing', '', 'GSM-7', 0, 0],
  ['one non-GSM character among 160', 'a'.repeat(159) + '`', 'UCS-2', 160, 3],
  ['a family of emoji joined by ZWJ', '👨‍👩‍👧', 'UCS-2', 8, 1],
  ['an e with a combining acute, counted as é', 'e\u0301', 'GSM-7', 1, 1],
];

test.each(vectors)('%s', (_name, text, encoding, units, segments) => {
  expect(segmentsOf(text)).toEqual({ encoding, units, segments });
});

test('the basic alphabet has 127 characters of one septet beside ESC, the extension 10 of two', () => {
  const gsm = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code))
    .filter((character) => character === character.normalize('NFC'))
    .map(segmentsOf)
    .filter(({ encoding }) => encoding === 'GSM-7');

  expect(gsm.filter(({ units }) => units === 1)).toHaveLength(127);
  expect(gsm.filter(({ units }) => units === 2)).toHaveLength(10);
});

describe('segments match those counted by hand', () => {
  const gsm = fc.array(fc.constantFrom('a', 'é', '€', '{', '\n'), { maxLength: 700, size: 'max' });
  const ucs2 = fc
    .array(fc.constantFrom('가', 'a', '😀'), { maxLength: 400, size: 'max' })
    .map((parts) => ['ş', ...parts]);

  test('a GSM-7 text needs exactly as many segments as its uncut septets fill', () => {
    fc.assert(
      fc.property(gsm, (characters) => {
        const widths = characters.map((character) => ('€{'.includes(character) ? 2 : 1));
        expect(segmentsOf(characters.join('')).segments).toBe(filled(widths, 160, 153));
      }),
    );
  });

  test('a UCS-2 text needs exactly as many segments as its uncut characters fill', () => {
    fc.assert(
      fc.property(ucs2, (characters) => {
        const widths = characters.map(({ length }) => length);
        expect(segmentsOf(characters.join('')).segments).toBe(filled(widths, 70, 67));
      }),
    );
  });
});

function filled(widths: readonly number[], single: number, multi: number): number {
  const sum = (some: readonly number[]): number => some.reduce((total, width) => total + width, 0);
  if (sum(widths) <= single) return widths.length === 0 ? 0 : 1;
  const segments = widths.reduce<number[][]>((cut, width) => {
    const last = cut.at(-1);
    if (last && sum(last) + width <= multi) last.push(width);
    else cut.push([width]);
    return cut;
  }, []);
  return segments.length;
}
