import * as fc from 'fast-check';
import { periodsAt, type Period } from './local-time.ts';

const at = (iso: string): number => Date.parse(iso);
const shown = ({ start, end }: Period): string[] => [start, end].map((ms) => new Date(ms).toISOString().slice(0, 16));

test.each([
  ['2030-05-01T23:59:59.999Z', undefined, '2030-05-01T00:00', '2030-05-02T00:00'],
  ['2030-05-01T17:00:00Z', 'Asia/Ho_Chi_Minh', '2030-05-01T17:00', '2030-05-02T17:00'],
  ['2030-05-01T16:59:59.999Z', 'Asia/Ho_Chi_Minh', '2030-04-30T17:00', '2030-05-01T17:00'],
  // A day of 23 and one of 25 hours.
  ['2030-03-31T10:00:00Z', 'Europe/Berlin', '2030-03-30T23:00', '2030-03-31T22:00'],
  ['2030-10-27T10:00:00Z', 'Europe/Berlin', '2030-10-26T22:00', '2030-10-27T23:00'],
  // A day without midnight, the day before it, and a day with two midnights.
  ['2018-11-04T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00', '2018-11-05T02:00'],
  ['2018-11-04T02:59:59Z', 'America/Sao_Paulo', '2018-11-03T03:00', '2018-11-04T03:00'],
  ['2020-11-01T12:00:00Z', 'America/Havana', '2020-11-01T04:00', '2020-11-02T05:00'],
  ['2030-05-01T12:00:00Z', 'No/Where', '2030-05-01T00:00', '2030-05-02T00:00'],
])('the day at %s in %s', (now, zone, start, end) => {
  expect(shown(periodsAt({ zone }, at(now)).day)).toEqual([start, end]);
});

test.each([
  ['2030-05-15T12:00:00Z', 'UTC', 1, '2030-05-01T00:00', '2030-06-01T00:00'],
  ['2030-05-15T12:00:00Z', 'UTC', 15, '2030-05-15T00:00', '2030-06-15T00:00'],
  ['2030-05-14T23:59:59Z', 'UTC', 15, '2030-04-15T00:00', '2030-05-15T00:00'],
  ['2030-01-03T00:00:00Z', 'UTC', 28, '2029-12-28T00:00', '2030-01-28T00:00'],
  ['2030-04-30T17:00:00Z', 'Asia/Ho_Chi_Minh', 1, '2030-04-30T17:00', '2030-05-31T17:00'],
  ['2030-03-31T12:00:00Z', 'Europe/Berlin', 31 - 3, '2030-03-27T23:00', '2030-04-27T22:00'],
] as const)('the month at %s in %s that begins on day %i', (now, zone, resetDay, start, end) => {
  expect(shown(periodsAt({ zone, resetDay }, at(now)).month)).toEqual([start, end]);
});

test('an hour of a zone that is half an hour off', () => {
  expect(shown(periodsAt({ zone: 'Asia/Kolkata' }, at('2030-05-01T10:29:59Z')).hour)).toEqual([
    '2030-05-01T09:30',
    '2030-05-01T10:30',
  ]);
});

const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'America/Havana', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

test('every time is in its hour, day and month, and the next one begins where they end', () => {
  const times = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2045-01-01T00:00:00Z') });
  fc.assert(
    fc.property(times, fc.constantFrom(...zones), fc.integer({ min: 1, max: 28 }), (now, zone, resetDay) => {
      const calendar = { zone, resetDay };
      const { hour, day, month } = periodsAt(calendar, now);
      for (const { start, end } of [hour, day, month]) expect(start <= now && now < end).toBe(true);
      expect(month.start <= day.start && day.end <= month.end).toBe(true);
      for (const name of ['day', 'month'] as const) {
        const { start, end } = { day, month }[name];
        expect(periodsAt(calendar, end)[name].start).toBe(end);
        expect(periodsAt(calendar, end - 1)[name]).toEqual({ start, end });
        expect(periodsAt(calendar, start - 1)[name].end).toBe(start);
      }
    }),
    { numRuns: 300 },
  );
});
