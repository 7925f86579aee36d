import { randomFillSync, randomInt } from 'node:crypto';

/** Filled in advance, because each call to the generator costs as much as a hundred bytes. Each byte is given once. */
const pool = Buffer.alloc(4_096);
let given = pool.length;

/** `length` characters of Crockford base32 from the system's generator: 5 bits each. */
export function randomBase32(length: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomOctets(length), (byte) => alphabet[byte & 31]).join('');
}

/** An integer in [0, below). */
export function randomBelow(below: number): number {
  return below <= 1 ? 0 : randomInt(Math.floor(below));
}

/** `length` bytes from the system's generator, for nonces and keys. */
export function randomOctets(length: number): Buffer {
  if (length > pool.length) return randomFillSync(Buffer.alloc(length));
  const from = take(length);
  const octets = Buffer.from(pool.subarray(from, given));
  pool.fill(0, from, given);
  return octets;
}

/** One of 256 values in [0, 1). */
export const randomFraction = (): number => pool[take(1)]! / 256;

/** Where the next `length` bytes of the pool begin. */
function take(length: number): number {
  if (given + length > pool.length) {
    randomFillSync(pool);
    given = 0;
  }
  given += length;
  return given - length;
}
