import * as fc from 'fast-check';
import { minuteOfDay } from './local-time.ts';
import { quietUntil } from './quiet-hours.ts';

const at = (iso: string): number => Date.parse(iso);
const untilOf = (from: string, until: string, zone: string, now: string): string | undefined => {
  const end = quietUntil({ from, until, zone }, at(now));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
};

test.each([
  ['21:00', '08:00', 'UTC', '2030-05-01T20:59:59Z', undefined],
  ['21:00', '08:00', 'UTC', '2030-05-01T21:00:00Z', '2030-05-02T08:00'],
  ['21:00', '08:00', 'UTC', '2030-05-02T00:00:00Z', '2030-05-02T08:00'],
  ['21:00', '08:00', 'UTC', '2030-05-02T07:59:59Z', '2030-05-02T08:00'],
  ['21:00', '08:00', 'UTC', '2030-05-02T08:00:00Z', undefined],
  ['12:00', '13:30', 'UTC', '2030-05-02T12:30:00Z', '2030-05-02T13:30'],
  ['12:00', '13:30', 'UTC', '2030-05-02T23:30:00Z', undefined],
  ['21:00', '08:00', 'Asia/Ho_Chi_Minh', '2030-05-01T14:00:00Z', '2030-05-02T01:00'],
  // Clocks go forward at 02:00 and back at 03:00: the night has 10 and 12 hours.
  ['21:00', '08:00', 'Europe/Berlin', '2030-03-30T21:00:00Z', '2030-03-31T06:00'],
  ['21:00', '08:00', 'Europe/Berlin', '2030-10-26T20:00:00Z', '2030-10-27T07:00'],
  // The end is in the hour that is left out.
  ['21:00', '02:30', 'Europe/Berlin', '2030-03-30T21:00:00Z', '2030-03-31T01:00'],
  // The end is in the hour that comes twice.
  ['21:00', '02:30', 'Europe/Berlin', '2030-10-26T20:00:00Z', '2030-10-27T00:30'],
  ['09:00', '09:00', 'UTC', '2030-05-02T09:00:00Z', undefined],
])('quiet from %s until %s in %s, at %s', (from, until, zone, now, end) => {
  expect(untilOf(from, until, zone, now)).toBe(end);
});

test('at the end the clock on the wall shows no quiet time, and before it only quiet times', () => {
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
  const clockTime = ([hour, minute]: [number, number]): string =>
    [hour, minute].map((n) => `${n}`.padStart(2, '0')).join(':');
  const times = fc.integer({ min: at('2028-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  fc.assert(
    fc.property(time, time, zones, times, (from, until, zone, now) => {
      const quiet = { from: clockTime(from), until: clockTime(until), zone };
      const [first, last] = [from[0] * 60 + from[1], until[0] * 60 + until[1]];
      const isQuiet = (ms: number): boolean => {
        const minute = minuteOfDay(zone, ms);
        return first < last ? minute >= first && minute < last : first > last && (minute >= first || minute < last);
      };
      const end = quietUntil(quiet, now);
      expect(end !== undefined).toBe(isQuiet(now));
      if (end === undefined) return;
      expect(isQuiet(end)).toBe(false);
      expect(end).toBeGreaterThan(now);
      for (let ms = now; ms < end; ms += 7 * 60_000) expect(isQuiet(ms)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
