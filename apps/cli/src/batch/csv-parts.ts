import type { Csv } from './read-csv.ts';

const MOST_ROWS = 5_000;

export interface CsvPart {
  /** With the line of names; each row is one line. */
  readonly text: string;
  /** The line of the whole file on which each row begins. */
  readonly lines: readonly number[];
}

/** A file in parts that fit one call. Rows that have too many or too few fields are passed on: the API names them. */
export function partsOf({ columns, rows, bad }: Csv): readonly CsvPart[] {
  const all = [...rows, ...bad].toSorted((one, other) => one.line - other.line);
  return Array.from({ length: Math.ceil(all.length / MOST_ROWS) }, (_, at) => {
    const part = all.slice(at * MOST_ROWS, (at + 1) * MOST_ROWS);
    const text = [columns, ...part.map(({ cells }) => cells.map(inOneLine))].map(lineOf).join('');
    return { text, lines: part.map(({ line }) => line) };
  });
}

const inOneLine = (cell: string): string => cell.replace(/\s*\n\s*/g, ' ');

/** A line of CSV, or several if a field has line breaks. */
export const lineOf = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\n`;

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
