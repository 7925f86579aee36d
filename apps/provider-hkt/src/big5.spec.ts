import { inBig5 } from './big5.ts';

test.each([
  ['A 1\n', '4120310a'],
  ['中文', 'a4a4a4e5'],
  ['你好，世界', 'a741a66ea141a540ac c9'.replace(' ', '')],
])('%j is written as BIG5 writes it', (text, hex) => {
  expect(inBig5(text)?.toString('hex')).toBe(hex);
});

test.each(['嘅', '😀', 'é', '€uro', '한'])(
  'a text with %s, which BIG5 may lack, is written exactly or not at all',
  (sign) => {
    const bytes = inBig5(`A${sign}`);

    expect(bytes === undefined || new TextDecoder('big5').decode(bytes) === `A${sign}`).toBe(true);
  },
);

test('signs that BIG5 lacks are not replaced', () => {
  expect(['😀', '한', 'A\uE000'].map(inBig5)).toEqual([undefined, undefined, undefined]);
});
