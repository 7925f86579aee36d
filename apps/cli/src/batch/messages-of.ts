import { segmentsOf } from '#libs/kernel';
import { misused } from '../failure.ts';
import type { BadRow, Csv, CsvRow } from './read-csv.ts';
import { FIELDS, wordingsOf, type WordingOf } from './wordings-of.ts';

export interface BatchMessage {
  readonly to: string;
  readonly text?: string;
  /** Of the template that all messages have. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly client_ref?: string;
  readonly subject_ref?: string;
  readonly sender?: string;
  readonly send_at?: string;
}

export interface BatchItem {
  readonly line: number;
  readonly cells: readonly string[];
  readonly message: BatchMessage;
}

export interface ReadBatch {
  readonly items: readonly BatchItem[];
  readonly bad: readonly BadRow[];
}

export interface Wanted {
  /** The column of the numbers. */
  readonly to: string;
  /** With columns in it; without it and a template, the column `text`. */
  readonly text?: string | undefined;
  /** Every other column is a variable of it. */
  readonly template?: string | undefined;
  /** Values for the variables of every message; those of a row precede them. */
  readonly var?: Readonly<Record<string, string>> | undefined;
}

/** The messages of a file, and the rows that can be none. */
export function messagesOf(csv: Csv, wanted: Wanted): ReadBatch {
  const { to } = wanted;
  if (!csv.columns.includes(to))
    throw misused(
      `The file has no column ${to}, but ${csv.columns.join(', ')}. Name the column of the numbers by --to.`,
    );
  const wordingOf = wordingsOf(csv.columns, wanted);

  const items: BatchItem[] = [];
  const bad = [...csv.bad];
  const lines = new Map<string, number>();
  for (const row of csv.rows) {
    const { line, cells } = row;
    const read = messageOf(row, to, wordingOf);
    const same =
      typeof read === 'string'
        ? undefined
        : `${read.to.replace(/[^+\d]/g, '')} ${read.text ?? JSON.stringify(read.variables)}`;
    const earlier = same === undefined ? undefined : lines.get(same);
    if (typeof read === 'string') bad.push({ line, cells, reason: read });
    else if (earlier !== undefined) bad.push({ line, cells, reason: `It repeats line ${earlier}.` });
    else items.push({ line, cells, message: read });
    if (same !== undefined && earlier === undefined) lines.set(same, line);
  }
  return { items, bad: bad.toSorted((one, other) => one.line - other.line) };
}

/** The message, or the reason that there is none. */
function messageOf({ values }: CsvRow, to: string, wordingOf: WordingOf): BatchMessage | string {
  if (values[to] === '') return `${to} is empty.`;
  const wording = wordingOf(values);
  if (typeof wording === 'string') return wording;
  const fields = FIELDS.filter((name) => values[name]).map((name) => [name, values[name]]);
  return { to: values[to]!, ...wording, ...(Object.fromEntries(fields) as Partial<BatchMessage>) };
}

/** Undefined for messages by template: the API makes their texts. */
export function segmentsIn(items: readonly BatchItem[]): number | undefined {
  const texts = items.flatMap(({ message }) => message.text ?? []);
  return texts.length < items.length ? undefined : texts.reduce((sum, text) => sum + segmentsOf(text).segments, 0);
}
