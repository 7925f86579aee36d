import { periodAt } from './quota-period.ts';

const at = (iso: string): number => Date.parse(iso);
const periodOf = (per: 'minute' | 'hour' | 'day', now: string, zone?: string) => {
  const { start, endsAt } = periodAt({ per, ...(zone !== undefined && { zone }) }, at(now));
  return [start, new Date(endsAt).toISOString()];
};

test.each([
  ['minute', '2030-05-01T10:20:59.999Z', undefined, '2030-05-01T10:20', '2030-05-01T10:21:00.000Z'],
  ['hour', '2030-05-01T10:20:00Z', undefined, '2030-05-01T10:00', '2030-05-01T11:00:00.000Z'],
  ['day', '2030-05-01T23:59:59.999Z', undefined, '2030-05-01', '2030-05-02T00:00:00.000Z'],
  ['day', '2030-05-01T17:00:00Z', 'Asia/Ho_Chi_Minh', '2030-05-02', '2030-05-02T17:00:00.000Z'],
  ['day', '2030-05-01T16:59:59.999Z', 'Asia/Ho_Chi_Minh', '2030-05-01', '2030-05-01T17:00:00.000Z'],
  ['day', '2030-05-01T12:00:00Z', 'No/Where', '2030-05-01', '2030-05-02T00:00:00.000Z'],
] as const)('the %s at %s in %s is %s and ends at %s', (per, now, zone, start, end) => {
  expect(periodOf(per, now, zone)).toEqual([start, end]);
});

test('a day on which clocks change has 23 or 25 hours', () => {
  expect(periodOf('day', '2030-03-31T00:00:00Z', 'Europe/Berlin')).toEqual(['2030-03-31', '2030-03-31T22:00:00.000Z']);
  expect(periodOf('day', '2030-10-26T22:00:00Z', 'Europe/Berlin')).toEqual(['2030-10-27', '2030-10-27T23:00:00.000Z']);
});

test('a zone whose day begins at one in the morning', () => {
  expect(periodOf('day', '2018-11-04T02:59:00Z', 'America/Sao_Paulo')).toEqual([
    '2018-11-03',
    '2018-11-04T03:00:00.000Z',
  ]);
  expect(periodOf('day', '2018-11-04T03:00:00Z', 'America/Sao_Paulo')).toEqual([
    '2018-11-04',
    '2018-11-05T02:00:00.000Z',
  ]);
});

test('a time before the day that was asked for last gets its own day', () => {
  expect(periodOf('day', '2031-05-02T12:00:00Z', 'UTC')[0]).toBe('2031-05-02');
  expect(periodOf('day', '2031-05-01T12:00:00Z', 'UTC')[0]).toBe('2031-05-01');
});
