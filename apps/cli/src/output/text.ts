export type Row = Readonly<Record<string, unknown>>;

/** Rows under the names of their columns. A column of the form `a.b` is the field b of the field a. */
export function table(rows: readonly Row[], columns: readonly string[]): string {
  const head = columns.map((column) => column.replace(/^.*\./, '').replaceAll('_', ' ').toUpperCase());
  const cells = rows.map((row) => columns.map((column) => inCell(valueAt(row, column))));
  const widths = head.map((_, at) => Math.max(...[head, ...cells].map((line) => [...line[at]!].length)));
  const lineOf = (line: readonly string[]): string =>
    line
      .map((cell, at) => cell + ' '.repeat(widths[at]! - [...cell].length))
      .join('  ')
      .trimEnd();
  return [head, ...cells].map(lineOf).join('\n');
}

/** One field a line; what has fields of its own follows indented. */
export function block(thing: object, indent = ''): string {
  const fields = Object.entries(thing).filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields
    .map(([name, value]) => {
      const parts = partsOf(value);
      if (parts === undefined) return `${indent}${name.padEnd(width)}  ${inCell(value)}`;
      if (parts.every((part) => Object.keys(part).length === 0)) return `${indent}${name.padEnd(width)}  -`;
      return `${indent}${name}\n${parts.map((part) => block(part, `${indent}  `)).join('\n\n')}`;
    })
    .join('\n');
}

/** The objects of a value, or undefined if it can stand in one line. */
function partsOf(value: unknown): readonly object[] | undefined {
  if (Array.isArray(value)) return value.some(isObject) ? (value as object[]) : undefined;
  return isObject(value) ? [value] : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const valueAt = (row: Row, column: string): unknown =>
  column.split('.').reduce<unknown>((value, name) => (isObject(value) ? (value as Row)[name] : undefined), row);

function inCell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(inCell).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Names and texts are foreign: none of their characters may reach the terminal as a command. */
export const visible = (text: string): string => text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
