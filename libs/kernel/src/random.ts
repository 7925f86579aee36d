import { randomBytes, randomInt } from 'node:crypto';

/** `length` characters of Crockford base32 from the system's generator: 5 bits each. */
export function randomBase32(length: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(length), (byte) => alphabet[byte & 31]).join('');
}

/** An integer in [0, below). */
export function randomBelow(below: number): number {
  return below <= 1 ? 0 : randomInt(Math.floor(below));
}

/** `length` bytes from the system's generator, for nonces and keys. */
export const randomOctets = (length: number): Buffer => randomBytes(length);
