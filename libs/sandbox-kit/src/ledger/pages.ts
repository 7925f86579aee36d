import type { Epoch } from './epochs.ts';
import { isOfVendor, kindOf, type RowKind } from './rows.ts';

export interface RowQuery {
  readonly after: number;
  readonly limit: number;
  readonly kind: RowKind | 'all';
  readonly vendor?: string;
}

export interface PageOfRows {
  readonly epoch: number;
  /** JSON, one row each. */
  readonly lines: readonly string[];
  /** The `after` of the next page. */
  readonly next: number;
  readonly more: boolean;
}

/** Oldest first; it waits for the rows that are being written to the disk. */
export async function pageOf({ epoch, firstN, file }: Epoch, query: RowQuery): Promise<PageOfRows> {
  const { after, limit } = query;
  const lines: string[] = [];
  let next = after;
  let more = false;
  await file.read(Math.max(0, after + 1 - firstN), (line, row) => {
    const wanted = isWanted(line, query);
    if (wanted && lines.length === limit) return !(more = true);
    if (wanted) lines.push(line);
    next = firstN + row;
    return true;
  });
  return { epoch, lines, next, more };
}

const isWanted = (line: string, { kind, vendor }: RowQuery): boolean =>
  (kind === 'all' || kindOf(line) === kind) && (!vendor || isOfVendor(line, vendor));
