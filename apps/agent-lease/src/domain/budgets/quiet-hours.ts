import type { QuietHours } from '#libs/contracts';
import { minuteOfDay } from './local-time.ts';

const MINUTE_MS = 60_000;
/** The longest day that a zone has had is shorter. */
const MOST_MINUTES = 48 * 60;

/** When quiet hours end that last at `now`; undefined: they do not. */
export function quietUntil({ from, until, zone }: QuietHours, now: number): number | undefined {
  const [first, last] = [minutesOf(from), minutesOf(until)];
  const isQuiet = (at: number): boolean => {
    const minute = minuteOfDay(zone, at);
    return first < last ? first <= minute && minute < last : minute >= first || minute < last;
  };
  if (first === last || !isQuiet(now)) return undefined;

  const wall = minuteOfDay(zone, now);
  const left = (last - wall + 1_440) % 1_440;
  // Right unless clocks change on the way; then the end is searched minute by minute.
  const guess = now - (now % MINUTE_MS) + left * MINUTE_MS;
  if (!isQuiet(guess) && isQuiet(guess - MINUTE_MS)) return guess;
  for (let minutes = 1; minutes <= MOST_MINUTES; minutes++) {
    const at = now - (now % MINUTE_MS) + minutes * MINUTE_MS;
    if (!isQuiet(at)) return at;
  }
  return guess;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
