import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExecutionContext } from '@nestjs/common';
import { CsvError, parse, type Info } from 'csv-parse/sync';
import type { FastifyRequest } from 'fastify';
import { MOST_OPT_OUTS, MOST_REFUSED_LINES, type OptOutLine, type RefusedLine } from '#libs/contracts';
import { isInUtf8, PostriderError } from '#libs/kernel';
import { checkFields } from '../../request/check-fields.ts';
import { parseObject, SMALL_SHAPE } from '../../request/json-body.ts';
import { takes } from '../../request/takes.ts';
import { OptOutBody } from './opt-out-bodies.ts';

export interface LinesRead {
  readonly lines: OptOutLine[];
  readonly refused: readonly RefusedLine[];
}

interface Row {
  readonly line: number;
  readonly fields: () => unknown;
}

export const LINE_TYPES = ['text/csv', 'application/x-ndjson'] as const;

/** The body as lines of a file: CSV with the names of its columns in the first line, or a JSON object in each line. */
export const OptOutLines = takes('body', (_: unknown, context: ExecutionContext): Promise<LinesRead> => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const type = LINE_TYPES.find((known) => isInUtf8(headers['content-type'] ?? '', known));
  if (type === undefined || (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new PostriderError(
      'unsupported_media_type',
      `Send ${LINE_TYPES.join(' or ')} in UTF-8, without a Content-Encoding.`,
    );
  return readLines(type, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
});

/** Other calls get a turn after this many lines. */
const SLICE = 100;

export async function readLines(type: (typeof LINE_TYPES)[number], body: Buffer): Promise<LinesRead> {
  if (!isUtf8(body)) throw noFile('The file is not UTF-8.');
  const rows = type === 'text/csv' ? rowsOfCsv(body.toString()) : rowsOfJson(body.toString());
  if (rows.length === 0) throw noFile('The file has no opt-outs.');
  if (rows.length > MOST_OPT_OUTS) throw noFile('A file takes 5,000 opt-outs. Send the rest in another call.');

  const lines: OptOutLine[] = [];
  const refused: RefusedLine[] = [];
  for (const [at, { line, fields: fieldsOfRow }] of rows.entries()) {
    if (at > 0 && at % SLICE === 0) await nextTurn();
    const fields = fieldsOfRow();
    const checked =
      fields instanceof PostriderError ? { errors: [messageOf(fields)] } : checkFields(OptOutBody, fields);
    if ('value' in checked) lines.push({ scope: 'all', source: 'import', ...defined(checked.value), line });
    else refused.push({ line, code: checked.errors[0]!.code, detail: checked.errors[0]!.message });
  }
  return { lines, refused };
}

const messageOf = ({ code, detail }: PostriderError) => ({ code, message: detail });

const defined = ({ number, scope, source, proof }: OptOutBody): Pick<OptOutLine, 'number'> & Partial<OptOutLine> => ({
  number,
  ...(scope && { scope }),
  ...(source && { source }),
  ...(proof !== undefined && { proof }),
});

const NAMES = ['number', 'scope', 'source', 'proof'];
/** An export has them too. */
const UNREAD = ['id', 'at', 'by'];
const DELIMITERS = [',', ';', '\t'];

function rowsOfCsv(text: string): Row[] {
  const [head, ...records] = recordsOf(text);
  const columns = (head?.record ?? []).map((name) => name.trim().toLowerCase());
  const isKnown = columns.every((name) => NAMES.includes(name) || UNREAD.includes(name));
  if (!columns.includes('number') || !isKnown || new Set(columns).size < columns.length)
    throw noFile(`The first line names the columns: number, and any of ${NAMES.slice(1).join(', ')}.`, [1]);
  return records.map(({ line, record }) => ({
    line,
    fields: () =>
      record.length === columns.length
        ? fieldsOf(columns, record)
        : new PostriderError('invalid_field', `It has ${record.length} fields instead of ${columns.length}.`),
  }));
}

/** An empty field is one that is left out. An apostrophe before a cell keeps spreadsheets from calculating it. */
const fieldsOf = (columns: readonly string[], record: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    columns.flatMap((name, at) => {
      const value = record[at]!.replace(/^'/, '');
      return UNREAD.includes(name) || value === '' ? [] : [[name, value]];
    }),
  );

interface CsvRecord {
  readonly line: number;
  readonly record: readonly string[];
}

function recordsOf(text: string): CsvRecord[] {
  const [head = ''] = text.split('\n', 1);
  const delimiter = DELIMITERS.toSorted((one, other) => head.split(other).length - head.split(one).length)[0]!;
  // For a quote that does not end the parser names the last line of the file: it begins after the last whole record.
  let ended = 0;
  const onRecord = (record: string[], { lines }: Info): string[] => ((ended = lines), record);
  const options = { delimiter, bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
  // The names, the opt-outs, and one by which a longer file is known.
  const to = 1 + MOST_OPT_OUTS + 1;
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
