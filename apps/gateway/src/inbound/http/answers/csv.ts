/**
 * One line of RFC 4180. A cell that a spreadsheet might read as a formula begins with an apostrophe, and so does one that
 * begins with an apostrophe: whoever takes one apostrophe off a cell has what was stored.
 */
export const csvLine = (cells: readonly (string | number | undefined)[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: string | number | undefined = ''): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const FORMULA = /^[=+\-@\t\r\n']/;
const QUOTED = /[",\r\n]/;
