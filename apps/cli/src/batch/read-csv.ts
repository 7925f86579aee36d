import { parse, type Info } from 'csv-parse/sync';
import { misused } from '../failure.ts';

export interface CsvRow {
  /** Of the file, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  readonly cells: readonly string[];
}

export interface BadRow {
  readonly line: number;
  readonly reason: string;
  /** As in the file. */
  readonly cells: readonly string[];
}

export interface Csv {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  readonly bad: readonly BadRow[];
}

const DELIMITERS = [',', ';', '\t'];

/** Rows below one line of column names. Fields are separated as in that line: by commas, semicolons or tabs. */
export function readCsv(text: string): Csv {
  const [head, ...records] = recordsOf(text.replace(/\r\n?/g, '\n'));
  if (head === undefined) throw misused('The file is empty.');
  const columns = head.cells.map((name) => name.trim());
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) throw misused(`The column ${twice || 'without a name'} is there twice.`);

  const isWhole = ({ cells }: CsvRecord): boolean => cells.length === columns.length;
  return {
    columns,
    rows: records.filter(isWhole).map(({ line, cells }) => ({
      line,
      cells,
      values: Object.fromEntries(columns.map((name, at) => [name, cells[at]!])),
    })),
    bad: records
      .filter((record) => !isWhole(record))
      .map(({ line, cells }) => ({
        line,
        cells,
        reason: `It has ${cells.length} fields instead of ${columns.length}.`,
      })),
  };
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(text: string): readonly CsvRecord[] {
  try {
    const parsed = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly info: Info; readonly record: readonly string[] }[];
    let before = 0;
    return parsed.map(({ info, record }) => {
      const line = firstLineOf(record, info.lines, before);
      before = info.lines;
      return { line, cells: record };
    });
  } catch (error) {
    throw misused(`The file is no CSV: ${(error as Error).message}.`);
  }
}

/** A record is known by the line that it ends on; one with line breaks in it begins above. */
function firstLineOf(record: readonly string[], last: number, before: number): number {
  const breaks = record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
  return Math.max(before + 1, last - breaks);
}

function delimiterOf(text: string): string {
  const [head = ''] = text.split('\n', 1);
  const countOf = (delimiter: string): number => head.split(delimiter).length;
  return DELIMITERS.toSorted((one, other) => countOf(other) - countOf(one))[0]!;
}
