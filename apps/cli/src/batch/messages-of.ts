import { checkText, segmentsOf } from '#libs/kernel';
import { misused } from '../failure.ts';
import type { BadRow, Csv, CsvRow } from './read-csv.ts';
import { Template } from './template.ts';

export interface BatchMessage {
  readonly to: string;
  readonly text: string;
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

/** Columns that are fields of a message if the file has them. */
const FIELDS = ['client_ref', 'subject_ref', 'sender', 'send_at'] as const;

interface Wanted {
  /** The column of the numbers. */
  readonly to: string;
  /** With columns in it; without it the column `text`. */
  readonly text?: string | undefined;
}

/** The messages of a file, and the rows that can be none. */
export function messagesOf(csv: Csv, { to, text }: Wanted): ReadBatch {
  if (!csv.columns.includes(to))
    throw misused(
      `The file has no column ${to}, but ${csv.columns.join(', ')}. Name the column of the numbers by --to.`,
    );
  if (text === undefined && !csv.columns.includes('text'))
    throw misused('The file has no column text. Add it, or give the text of every message by --text.');
  const template = text === undefined ? undefined : new Template(text, csv.columns);

  const items: BatchItem[] = [];
  const bad = [...csv.bad];
  const lines = new Map<string, number>();
  for (const row of csv.rows) {
    const { line, cells } = row;
    const read = messageOf(row, to, template);
    const same = typeof read === 'string' ? undefined : `${read.to.replace(/[^+\d]/g, '')} ${read.text}`;
    const earlier = same === undefined ? undefined : lines.get(same);
    if (typeof read === 'string') bad.push({ line, cells, reason: read });
    else if (earlier !== undefined) bad.push({ line, cells, reason: `It repeats line ${earlier}.` });
    else items.push({ line, cells, message: read });
    if (same !== undefined && earlier === undefined) lines.set(same, line);
  }
  return { items, bad: bad.toSorted((one, other) => one.line - other.line) };
}

/** The message, or the reason that there is none. */
function messageOf({ values }: CsvRow, to: string, template: Template | undefined): BatchMessage | string {
  if (values[to] === '') return `${to} is empty.`;
  const filled = template ? template.fill(values) : { text: values.text! };
  if ('empty' in filled) return `${filled.empty} is empty.`;
  const wrong = filled.text === '' ? 'text is empty.' : checkText(filled.text);
  if (wrong !== undefined) return wrong;
  const fields = FIELDS.filter((name) => values[name]).map((name) => [name, values[name]]);
  return { to: values[to]!, text: filled.text, ...(Object.fromEntries(fields) as Partial<BatchMessage>) };
}

export const segmentsIn = (items: readonly BatchItem[]): number =>
  items.reduce((sum, { message }) => sum + segmentsOf(message.text).segments, 0);
