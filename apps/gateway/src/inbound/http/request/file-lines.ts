import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionContext } from '@nestjs/common';
import { CsvError, parse, type Info } from 'csv-parse/sync';
import type { FastifyRequest } from 'fastify';
import { MOST_REFUSED_LINES, type RefusedLine } from '#libs/contracts';
import { isInUtf8, PostriderError } from '#libs/kernel';
import { checkFields } from './check-fields.ts';
import { parseObject, SMALL_SHAPE } from './json-body.ts';
import { takes } from './takes.ts';

/** What a file has in each of its lines. */
export interface FileKind<Body extends object, Line extends { readonly line: number }> {
  /** In the plural. */
  readonly what: string;
  readonly most: number;
  /** Checks the fields of a line. */
  readonly Body: new () => Body;
  readonly required: readonly string[];
  readonly others: readonly string[];
  /** Columns that a file may have, and that are not read. */
  readonly unread?: readonly string[];
  /** Columns of CSV with whole numbers. */
  readonly numbers?: readonly string[];
  readonly lineOf: (body: Body) => Omit<Line, 'line'>;
}

export interface LinesRead<Line> {
  readonly lines: Line[];
  readonly refused: readonly RefusedLine[];
}

interface Row {
  readonly line: number;
  readonly fields: () => unknown;
}

export const LINE_TYPES = ['text/csv', 'application/x-ndjson'] as const;
export type FileType = (typeof LINE_TYPES)[number];

/** The body as lines of a file: CSV with the names of its columns in the first line, or a JSON object in each line. */
export const fileLines = <Body extends object, Line extends { readonly line: number }>(kind: FileKind<Body, Line>) =>
  takes('body', (_: unknown, context: ExecutionContext): Promise<LinesRead<Line>> => {
    const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const type = LINE_TYPES.find((known) => isInUtf8(headers['content-type'] ?? '', known));
    if (type === undefined || (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
      throw new PostriderError(
        'unsupported_media_type',
        `Send ${LINE_TYPES.join(' or ')} in UTF-8, without a Content-Encoding.`,
      );
    return readFileLines(kind, type, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  });

/** Other calls get a turn after this many lines. */
const SLICE = 100;

export async function readFileLines<Body extends object, Line extends { readonly line: number }>(
  kind: FileKind<Body, Line>,
  type: FileType,
  body: Buffer,
): Promise<LinesRead<Line>> {
  const { what, most, Body, lineOf } = kind;
  if (!isUtf8(body)) throw noFile('The file is not UTF-8.');
  const rows = type === 'text/csv' ? rowsOfCsv(kind, body.toString()) : rowsOfJson(body.toString());
  if (rows.length === 0) throw noFile(`The file has no ${what}.`);
  if (rows.length > most)
    throw noFile(`A file takes ${most.toLocaleString('en')} ${what}. Send the rest in another call.`);

  const lines: Line[] = [];
  const refused: RefusedLine[] = [];
  for (const [at, { line, fields: fieldsOfRow }] of rows.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const fields = fieldsOfRow();
    const checked = fields instanceof PostriderError ? { errors: [messageOf(fields)] } : checkFields(Body, fields);
    if ('value' in checked) lines.push({ ...lineOf(checked.value), line } as Line);
    else refused.push({ line, code: checked.errors[0]!.code, detail: checked.errors[0]!.message });
  }
  return { lines, refused };
}

const messageOf = ({ code, detail }: PostriderError) => ({ code, message: detail });

type Columns = Pick<FileKind<object, never>, 'most' | 'required' | 'others' | 'unread' | 'numbers'>;

const DELIMITERS = [',', ';', '\t'];

function rowsOfCsv(kind: Columns, text: string): Row[] {
  const { required, others, unread = [] } = kind;
  const [head, ...records] = recordsOf(text, kind.most);
  const columns = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const known = [...required, ...others, ...unread];
  const isWhole = required.every((name) => columns.includes(name)) && columns.every((name) => known.includes(name));
  if (!isWhole || new Set(columns).size < columns.length)
    throw noFile(`The first line names the columns: ${required.join(', ')}, and any of ${others.join(', ')}.`, [1]);
  return records.map(({ line, record }) => ({
    line,
    fields: () =>
      record.length === columns.length
        ? fieldsOf(kind, columns, record)
        : new PostriderError('invalid_field', `It has ${record.length} fields instead of ${columns.length}.`),
  }));
}

/** An empty field is one that is left out. An apostrophe before a cell keeps spreadsheets from calculating it. */
const fieldsOf = (
  { unread = [], numbers = [] }: Columns,
  columns: readonly string[],
  record: readonly string[],
): Record<string, string | number> =>
  Object.fromEntries(
    columns.flatMap((name, at) => {
      const value = record[at]!.replace(/^'/, '');
      if (unread.includes(name) || value === '') return [];
      return [[name, numbers.includes(name) && /^\d{1,16}$/.test(value) ? Number(value) : value]];
    }),
  );

interface CsvRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function recordsOf(text: string, most: number): CsvRecord[] {
  const [head = ''] = text.split('\n', 1);
  const delimiter = DELIMITERS.toSorted((one, other) => head.split(other).length - head.split(one).length)[0]!;
  // For a quote that does not end the parser names the last line of the file: it begins after the last whole record.
  let ended = 0;
  const onRecord = (record: string[], { lines }: Info): string[] => ((ended = lines), record);
  const options = { delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  // The names, the entries, and one by which a longer file is known.
  const to = 1 + most + 1;
  try {
    const parsed = parse(text, { ...options, to, on_record: onRecord }) as unknown as readonly {
      readonly info: Info;
      readonly record: string[];
    }[];
    return parsed.map(({ info, record }) => ({ line: lineOf(info, record), record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED';
    throw noFile('The file is not CSV.', [isOpen ? ended + 1 : Number(error.lines)], 'Its quotes do not match.');
  }
}

/** A record is known by the line that it ends on. */
const lineOf = ({ lines }: Info, record: readonly string[]): number =>
  lines - record.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);

function rowsOfJson(text: string): Row[] {
  return text.split('\n').flatMap((written, at) => {
    const json = written.trim();
    return json === '' ? [] : [{ line: at + 1, fields: () => objectIn(json) }];
  });
}

function objectIn(json: string): unknown {
  try {
    return parseObject(Buffer.from(json), SMALL_SHAPE);
  } catch (error) {
    if (error instanceof PostriderError) return error;
    throw error;
  }
}

function noFile(detail: string, lines: readonly number[] = [], message = detail): PostriderError {
  const errors = lines.slice(0, MOST_REFUSED_LINES).map((line) => ({
    field: `lines.${line}`,
    code: 'invalid_batch' as const,
    message,
  }));
  return new PostriderError('invalid_batch', detail, { errors });
}
