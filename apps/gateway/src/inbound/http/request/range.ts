import { parseInstant, type FieldError } from '#libs/kernel';
import { refusalOf } from './check-fields.ts';
import { instant, type Parameters } from './query.ts';

/** RFC 3339: accepted in [from, until). */
export interface Range {
  readonly from?: string;
  readonly until?: string;
}

export const RANGE: Parameters<Range> = {
  from: instant('Accepted at this time or later.'),
  until: instant('Accepted before this time, at most 366 days after from.'),
};

const LONGEST_RANGE_MS = 366 * 86_400_000;

/** A range of `from` and `until` is not empty, and not longer than a year. */
export function checkRange<Given extends Range>(choice: Given): Given {
  const { from, until } = choice;
  if (from === undefined || until === undefined) return choice;

  const length = parseInstant(until)!.getTime() - parseInstant(from)!.getTime();
  if (length <= 0) throw refusalOf([wrongRange('from must be before until.')]);
  if (length > LONGEST_RANGE_MS) throw refusalOf([wrongRange('from and until may be 366 days apart.')]);
  return choice;
}

const wrongRange = (message: string): FieldError => ({ field: 'from', code: 'invalid_field', message });
