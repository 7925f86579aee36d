import { randomBase32, randomFraction, randomOctets } from './random.ts';

test('no bytes are given twice, also at the end of the pool', () => {
  const given = Array.from({ length: 2_000 }, () => randomOctets(12).toString('hex'));

  expect(new Set(given).size).toBe(2_000);
});

test('bytes that were given do not change when more are requested', () => {
  const first = randomOctets(16);
  const before = first.toString('hex');
  for (let n = 0; n < 1_000; n++) randomOctets(16);

  expect(first.toString('hex')).toBe(before);
});

test('more bytes than the pool holds can be requested', () => {
  const octets = randomOctets(10_000);

  expect(octets).toHaveLength(10_000);
  expect(new Set(octets).size).toBe(256);
});

test('fractions spread over all of [0, 1)', () => {
  const eighths = Array.from({ length: 4_000 }, () => Math.floor(randomFraction() * 8));

  for (let eighth = 0; eighth < 8; eighth++) {
    const share = eighths.filter((it) => it === eighth).length / eighths.length;
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.16);
  }
});

test('base32 has the requested length and only its own characters', () => {
  expect(randomBase32(5_000)).toMatch(/^[0-9a-hjkmnp-tv-z]{5000}$/);
});
