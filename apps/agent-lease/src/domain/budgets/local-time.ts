/** Ms since the epoch; `end` is the start of the next one. */
export interface Period {
  readonly start: number;
  readonly end: number;
}
export interface Periods {
  readonly hour: Period;
  readonly day: Period;
  readonly month: Period;
}
export interface Calendar {
  readonly zone?: string | undefined;
  /** The day on which a month begins, 1 to 28. */
  readonly resetDay?: number | undefined;
}

const HOUR_MS = 3_600_000;

const known = new Map<string, Periods>();
/** There are about 600 zones. */
const MOST_KNOWN = 1_000;

/** The hour, day and month of a zone at a time. A name that this version of Node does not know counts as UTC. */
export function periodsAt({ zone = 'UTC', resetDay = 1 }: Calendar, now: number): Periods {
  const key = `${zone} ${resetDay}`;
  const last = known.get(key);
  if (last && last.hour.start <= now && now < last.hour.end) return last;

  const { year, month, day } = partsAt(zone, now);
  const hourStart = now - mod(now + offsetAt(zone, now), HOUR_MS);
  const first = day >= resetDay ? month : month - 1;
  const periods = {
    hour: { start: hourStart, end: hourStart + HOUR_MS },
    day: { start: startOfDay(zone, year, month, day), end: startOfDay(zone, year, month, day + 1) },
    month: { start: startOfDay(zone, year, first, resetDay), end: startOfDay(zone, year, first + 1, resetDay) },
  };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, periods);
  return periods;
}

const knownDays = new Map<string, number>();
const MOST_KNOWN_DAYS = 10_000;

/** When the day of a time began. Remembered, because it is asked for the same hours again and again. */
export function dayStartAt(zone: string | undefined, at: number): number {
  const key = `${zone} ${at}`;
  const known = knownDays.get(key);
  if (known !== undefined) return known;
  const { year, month, day } = partsAt(zone ?? 'UTC', at);
  const start = startOfDay(zone ?? 'UTC', year, month, day);
  if (knownDays.size >= MOST_KNOWN_DAYS) knownDays.clear();
  knownDays.set(key, start);
  return start;
}

/** Minutes since local midnight, as a clock on the wall shows them. */
export function minuteOfDay(zone: string, at: number): number {
  const { hour, minute } = partsAt(zone, at);
  return hour * 60 + minute;
}

/** The first instant of a local date; `month` from 0, and days and months beyond their ends count on. */
function startOfDay(zone: string, year: number, month: number, day: number): number {
  const midnight = Date.UTC(year, month, day);
  const date = new Date(midnight).getUTCDate();
  const offsets = [midnight - 26 * HOUR_MS, midnight, midnight + 26 * HOUR_MS].map((at) => offsetAt(zone, at));
  const candidates = [...new Set(offsets)].map((offset) => midnight - offset).sort((a, b) => a - b);
  // Of two midnights the first one; without midnight the instant at which clocks skip it.
  return candidates.find((at) => partsAt(zone, at).day === date) ?? candidates[0]!;
}

function offsetAt(zone: string, at: number): number {
  const { year, month, day, hour, minute, second } = partsAt(zone, at);
  return Date.UTC(year, month, day, hour, minute, second) - (at - mod(at, 1_000));
}

interface Parts {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function partsAt(zone: string, at: number): Parts {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts as Record<keyof Parts, number>;
  return { year, month: month - 1, day, hour, minute, second };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const format = formats.get(zone) ?? newFormat(zone);
  if (formats.size >= MOST_KNOWN) formats.clear();
  formats.set(zone, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric' as const;
  const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, hourCycle: 'h23', timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...fields, hourCycle: 'h23', timeZone: 'UTC' });
  }
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;
