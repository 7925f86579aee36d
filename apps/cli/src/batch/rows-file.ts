import { writeFileSync } from 'node:fs';
import { misused } from '../failure.ts';
import { lineOf } from './csv-parts.ts';

/** The column of the reasons. */
export const REFUSED = 'refused';

/** Writes rows as CSV, with the reason of each, for correction. */
export function writeRefused(
  file: string,
  columns: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly reason: string }[],
): void {
  const lines = [[...columns, REFUSED], ...rows.map(({ cells, reason }) => [...cells, reason])];
  try {
    writeFileSync(file, lines.map(lineOf).join(''), { mode: 0o600 });
  } catch (error) {
    throw misused(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}
