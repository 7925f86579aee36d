import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The parts of `sms_{live|test}_<key id 12>_<secret 43><checksum 6>`, all base62. */
export interface ApiKeyParts {
  readonly environment: 'live' | 'test';
  /** Names the key in the database and in logs; it is not secret. */
  readonly keyId: string;
  /** 256 bits. */
  readonly secret: string;
}

export interface NewApiKey extends ApiKeyParts {
  /** The whole key: shown once, stored nowhere. */
  readonly key: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^sms_(live|test)_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

export function newApiKey(environment: 'live' | 'test'): NewApiKey {
  const parts = { environment, keyId: randomBase62(12), secret: randomBase62(43) };
  const unsigned = `sms_${environment}_${parts.keyId}_${parts.secret}`;
  return { ...parts, key: `${unsigned}${checksum(unsigned)}` };
}

/** Undefined unless shape and checksum are right, so that a mistyped key is refused without a look-up. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, environment, keyId, secret, sum] = SHAPE.exec(text) ?? [];
  if (sum === undefined || checksum(text.slice(0, -6)) !== sum) return undefined;
  return { environment: environment as 'live' | 'test', keyId: keyId!, secret: secret! };
}

/** CRC-32 in base62, six characters: scanners can recognise leaked keys offline. */
export function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < 6; place++) {
    digits = ALPHABET[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Bytes from 248 up are drawn again, so that every character is equally likely. */
function randomBase62(length: number): string {
  let text = '';
  while (text.length < length)
    for (const byte of randomBytes(64)) if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
  return text;
}
