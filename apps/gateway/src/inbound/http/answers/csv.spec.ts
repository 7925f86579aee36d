import * as fc from 'fast-check';
import { csvLine } from './csv.ts';

test.each([
  [['plain', 7, undefined], 'plain,7,\r\n'],
  [['a "b", c', 'two\r\nlines'], '"a ""b"", c","two\r\nlines"\r\n'],
  [['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '\tx'], '"\'=HYPERLINK(""x"")",\'+1,\'-1,\'@SUM(A1),\'\tx\r\n'],
  [["'quoted"], "''quoted\r\n"],
  [[-5], '-5\r\n'],
])('B71 %j is written as %j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});

test('B71 a reader of RFC 4180 gets every cell back, after taking off one apostrophe', () => {
  const cells = fc.array(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\'", ab') }), { minLength: 1, maxLength: 5 });

  fc.assert(
    fc.property(cells, (given) => {
      const [read] = readCsv(csvLine(given));
      expect(read!.map((text) => text.replace(/^'/, ''))).toEqual(given);
      expect(read!.every((text) => !/^[=+\-@\t\r\n]/.test(text))).toBe(true);
    }),
  );
});

/** RFC 4180, to the letter. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let found = field.exec(text); found; found = field.exec(text)) {
    lines.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] !== ',') lines.push([]);
  }
  return lines.slice(0, -1);
}
