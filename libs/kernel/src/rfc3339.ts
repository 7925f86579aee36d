const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-](?:[01]\d|2[0-3])):([0-5]\d))$/;

/** Follows the name of the field in a refusal. */
export const INSTANT_EXPECTED = 'an RFC 3339 date and time with its zone, such as 2030-01-31T09:30:00Z';

/**
 * An instant written by RFC 3339: `T` and `Z` in either case, any number of fraction digits (digits below a millisecond
 * are dropped), any offset, `-00:00` too, a leap second at the end of a UTC month (it counts as the second after it, as
 * in POSIX). `undefined` for anything else, such as 30 February, no zone, or a year outside 0000 to 9999 in UTC.
 */
export function parseInstant(written: unknown): Date | undefined {
  const match = typeof written === 'string' ? DATE_TIME.exec(written) : null;
  if (!match) return undefined;

  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [...Fields, number];
  const [fraction = '', east = '+00', north = '00'] = match.slice(7);
  const start = startOfMinute([year, month, day, hour, minute]);
  if (start === undefined || second > 60) return undefined;

  const utc = start - minutesEast(east, north) * MINUTE_MS;
  if (second === 60 && !endsMonth(utc)) return undefined;
  const instant = new Date(utc + second * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0')));
  return isInRange(instant) ? instant : undefined;
}

type Fields = [year: number, month: number, day: number, hour: number, minute: number];

const MINUTE_MS = 60_000;

/** Ms since the epoch, without the zone. A day that the month does not have becomes a day of another month. */
function startOfMinute([year, month, day, hour, minute]: Fields): number | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute);
}

function minutesEast(hours: string, minutes: string): number {
  const sign = hours.startsWith('-') ? -1 : 1;
  return sign * (Number(hours.slice(1)) * 60 + Number(minutes));
}

/** Leap seconds are at the end of the last minute of a UTC month. */
function endsMonth(startOfMinute: number): boolean {
  const next = new Date(startOfMinute + MINUTE_MS);
  return next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0;
}

const isInRange = (instant: Date): boolean => instant.getUTCFullYear() >= 0 && instant.getUTCFullYear() <= 9_999;
