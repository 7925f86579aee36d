import { backoffMs } from './job-work.ts';

it.each([
  [1, 250, 500],
  [2, 500, 1_000],
  [5, 4_000, 8_000],
  [8, 30_000, 60_000],
  [1_000, 30_000, 60_000],
])('gives delivery %d again after %d to %d ms', (delivery, least, most) => {
  for (let round = 0; round < 200; round += 1) {
    expect(backoffMs(delivery)).toBeGreaterThanOrEqual(least);
    expect(backoffMs(delivery)).toBeLessThanOrEqual(most);
  }
});
