const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** An instant written by RFC 3339, zone included; `undefined` for anything else, such as 30 February or no zone. */
export function parseInstant(written: string): Date | undefined {
  const [, year, month, day] = (RFC_3339.exec(written) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined || !isDay(year, month, day)) return undefined;
  return new Date(written.toUpperCase());
}

/** A day that the month does not have falls into another month. */
function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1;
}
