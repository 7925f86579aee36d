import type { FaultKind } from '#libs/contracts';
import { own } from '#libs/kernel';
import type { ItemAnswer } from './adapter.ts';

/** What a vendor's error code means for an attempt: one of the outcomes, or the kind of a `vendor_fault`. */
export type Meaning = 'rejected' | 'throttled' | 'unknown' | Exclude<FaultKind, 'no_adapter'>;

/** A vendor's codes with their meanings. It is read at every answer, so that a test can change a row. */
export type MeaningOf = Readonly<Record<string, Meaning>>;

/** The table of a vendor's codes, written by meaning; a code has one meaning. */
export function codesOf(byMeaning: Readonly<Partial<Record<Meaning, readonly (string | number)[]>>>): MeaningOf {
  const rows = Object.entries(byMeaning).flatMap(([meaning, codes]) =>
    codes.map((code) => [String(code), meaning as Meaning] as const),
  );
  const table = Object.fromEntries(rows);
  if (Object.keys(table).length < rows.length) throw new Error('a code of the vendor has two meanings');
  return table;
}

export const meaningOf = (table: MeaningOf, code: string | number): Meaning | undefined => own(table, String(code));

/** The outcome of an attempt that the vendor answered with a code of this meaning. */
export function answerOf(meaning: Meaning, vendor_code: string, retry_after_ms?: number): ItemAnswer {
  switch (meaning) {
    case 'rejected':
    case 'unknown':
      return { outcome: meaning, vendor_code };
    case 'throttled':
      return { outcome: 'throttled', vendor_code, ...(retry_after_ms !== undefined && { retry_after_ms }) };
    case 'misconfigured':
    case 'request':
    case 'recipient':
    case 'down':
      return { outcome: 'vendor_fault', fault: meaning, vendor_code };
  }
}
