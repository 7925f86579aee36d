import { clocks, disk } from './inspect-database.ts';

const GB = 1024 ** 3;

test.each([
  [[1_900], true, "The database's clock is 1900 ms ahead of this service's."],
  [
    [-60_000],
    false,
    "The database's clock is 60000 ms behind this service's. Let both machines take their time from NTP.",
  ],
])('clocks: %j', ([ahead], ok, detail) => {
  expect(clocks(ahead!)).toEqual({ name: 'clock', ok, detail });
});

test.each([
  [80 * GB, 100 * GB, true, "20 % of the 100 GB of MongoDB's disk is free."],
  [91 * GB, 100 * GB, false, expect.stringContaining('9 % of the 100 GB')],
  [Number.NaN, Number.NaN, true, 'MongoDB does not say how full its disk is.'],
])('a disk that has %d of %d bytes in use', (used, total, ok, detail) => {
  expect(disk(used, total)).toEqual({ name: 'disk', ok, detail });
});
