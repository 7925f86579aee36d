import { partsOf } from './csv-parts.ts';
import { readCsv } from './read-csv.ts';

test('a part has the names, one line for each row, and the lines of the whole file', () => {
  const csv = readCsv('number;proof\n1;"two\nlines"\n2;a, b;c\n3;"say ""stop"""\n');
  expect(partsOf(csv)).toEqual([
    { text: 'number,proof\n1,two lines\n2,"a, b",c\n3,"say ""stop"""\n', lines: [2, 4, 5] },
  ]);
});

test('a long file has several parts', () => {
  const csv = readCsv(`number\n${Array.from({ length: 5_001 }, (_, at) => at).join('\n')}\n`);
  expect(partsOf(csv).map(({ lines }) => [lines[0], lines.length])).toEqual([
    [2, 5_000],
    [5_002, 1],
  ]);
});
