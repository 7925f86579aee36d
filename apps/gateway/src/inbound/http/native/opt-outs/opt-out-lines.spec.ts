import { jest } from '@jest/globals';
import type { FileType } from '../../request/file-lines.ts';
import { readLines } from './opt-out-lines.ts';

const read = (text: string | Buffer, type: FileType = 'text/csv') => readLines(type, Buffer.from(text as string));
const refusal = async (text: string | Buffer, type?: FileType) => {
  const [end] = await Promise.allSettled([read(text, type)]);
  return end.status === 'rejected' ? { code: end.reason.code, lines: end.reason.errors.map(fieldOf) } : end.value;
};
const fieldOf = ({ field }: { field: string }): string => field;
const ONE = { number: '+15005550006', scope: 'all', source: 'import', line: 2 };

test.each([
  ['commas', 'number,scope\n+15005550006,all\n'],
  ['semicolons, a BOM and CRLF', '\ufeffNumber;Scope\r\n+15005550006;all\r\n'],
  ['tabs and quotes', 'number\tscope\n"+15005550006"\t"all"'],
  ['empty lines and fields', 'number,scope,proof\n+15005550006,,\n\n'],
  ['the columns and apostrophes of an export', "id,number,at,by\n01,'+15005550006,2030,'=x\n"],
])('B40 a file with %s is read', async (_name, text) => {
  expect(await read(text)).toEqual({ lines: [ONE], refused: [] });
});

test('a proof keeps its line breaks, and later lines their numbers', async () => {
  const { lines } = await read('number,proof\n+15005550006,"two\nlines"\n+15005550009,x\n');

  expect(lines).toEqual([
    { ...ONE, proof: 'two\nlines' },
    { ...ONE, number: '+15005550009', proof: 'x', line: 4 },
  ]);
});

test('lines of JSON are read, and those that cannot be are named', async () => {
  const text = [
    '{"number":"+15005550006","scope":"all"}',
    '',
    '{"number":7}',
    '{"number":"+1","colour":"red"}',
    'x',
    '{"number":"+1","number":"+2"}',
    '[]',
  ].join('\n');

  const { lines, refused } = await read(text, 'application/x-ndjson');

  expect(lines).toEqual([{ ...ONE, line: 1 }]);
  expect(refused.map(({ line, code }) => [line, code])).toEqual([
    [3, 'invalid_field'],
    [4, 'unknown_field'],
    [5, 'invalid_json'],
    [6, 'invalid_json'],
    [7, 'invalid_json'],
  ]);
});

test('B40 lines with wrong values or too many fields are named, and the others are read', async () => {
  const { lines, refused } = await read(
    `number,scope,proof\n+15005550006,all,\n+15005550006,some,\n+1,all,x,y\n,all,\n+1,all,${'x'.repeat(201)}\n`,
  );

  expect(lines).toEqual([ONE]);
  expect(refused.map(({ line, code }) => [line, code])).toEqual([
    [3, 'invalid_field'],
    [4, 'invalid_field'],
    [5, 'invalid_field'],
    [6, 'invalid_field'],
  ]);
  expect(JSON.stringify(refused)).not.toMatch(/some|\+1500/);
});

test.each<[string, string | Buffer, string[]]>([
  ['is empty', '', ['lines.1']],
  ['has no names', '+15005550006\n', ['lines.1']],
  ['has an unknown column', 'number,colour\n+15005550006,red\n', ['lines.1']],
  ['has a column twice', 'number,number\n+1,+2\n', ['lines.1']],
  ['has a quote that does not end', 'number\n+15005550006\n"+15005550009\n+1\n', ['lines.3']],
  ['has names alone', 'number\n', []],
  ['is not UTF-8', Buffer.from([0x6e, 0xff, 0xfe]), []],
  ['has 5,001 numbers', `number\n${'+15005550006\n'.repeat(5_001)}`, []],
])('B40 a file that %s is refused whole', async (_name, text, lines) => {
  expect(await refusal(text)).toEqual({ code: 'invalid_batch', lines });
});

test('B40 a file with too many lines is refused before one of them is parsed', async () => {
  const parse = jest.spyOn(JSON, 'parse');

  expect(await refusal('1\n'.repeat(524_000), 'application/x-ndjson')).toEqual({ code: 'invalid_batch', lines: [] });
  expect(parse).not.toHaveBeenCalled();
  expect(await refusal(`number\n${'1\n'.repeat(5_001)}"`)).toEqual({ code: 'invalid_batch', lines: [] });
  parse.mockRestore();
});

test('B40 other calls get a turn while the lines are parsed', async () => {
  const parse = jest.spyOn(JSON, 'parse');
  let reading = true;
  let most = 0;
  const turn = (before: number): void => {
    const now = parse.mock.calls.length;
    most = Math.max(most, now - before);
    if (reading) setImmediate(turn, now);
  };
  setImmediate(turn, 0);

  const { lines } = await read('{"number":"+15005550006"}\n'.repeat(5_000), 'application/x-ndjson');
  reading = false;

  expect(lines).toHaveLength(5_000);
  expect(parse).toHaveBeenCalledTimes(5_000);
  expect(most).toBeLessThanOrEqual(200);
  parse.mockRestore();
});

test('B40 a line of 900 KB is one field that is too long', async () => {
  const { refused } = await read(`number,proof\n+15005550006,${'x'.repeat(900_000)}\n`);

  expect(refused).toMatchObject([{ line: 2, code: 'invalid_field' }]);
});
