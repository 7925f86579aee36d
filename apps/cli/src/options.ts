import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { INSTANT_EXPECTED, parseInstant } from '#libs/kernel';

/** A whole number from `min` on. */
export const integerFrom =
  (min: number, max = Number.MAX_SAFE_INTEGER) =>
  (written: string): number => {
    const value = Number(written);
    if (!/^\d+$/.test(written) || value < min || value > max)
      throw new InvalidArgumentError(`It takes a whole number from ${min}${max < 2 ** 50 ? ` to ${max}` : ''}.`);
    return value;
  };

/** A whole number, or null for `none`. */
export const numberOrNone = (written: string): number | null => (written === 'none' ? null : integerFrom(0)(written));

export function instant(written: string): string {
  if (parseInstant(written) === undefined) throw new InvalidArgumentError(`It takes ${INSTANT_EXPECTED}.`);
  return written;
}

/** Names with commas between. */
export const names = (written: string): string[] => written.split(',').flatMap((name) => name.trim() || []);

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds from a time such as 90s, 15m, 24h or 7d. */
export function duration(written: string): number {
  const [, count, unit] = /^(\d+)([smhd]?)$/.exec(written) ?? [];
  if (count === undefined) throw new InvalidArgumentError('It takes a time such as 90s, 15m, 24h or 7d.');
  return Number(count) * SECONDS_OF[unit || 's']!;
}

export const limitOption = (): Option<'--limit <n>', undefined, number, number> =>
  new Option('--limit <n>', 'the most rows to print').argParser(integerFrom(1)).default(100);
export const cursorOption = (): Option<'--cursor <cursor>'> => new Option('--cursor <cursor>', 'where a list goes on');

/** Only the filters that have a value. */
export function given<Filters extends object>(
  filters: Filters,
): { [Name in keyof Filters]?: NonNullable<Filters[Name]> } {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as never;
}
