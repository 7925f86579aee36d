import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `given` (base64) is the HMAC of `data`; takes the same time wherever they differ. */
export function isHmacOf(algorithm: 'sha1' | 'sha256', key: string, data: string, given: string): boolean {
  const expected = createHmac(algorithm, key).update(data).digest();
  const actual = Buffer.from(given, 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

export const sha256Hex = (value: string): string => createHash('sha256').update(value).digest('hex');
