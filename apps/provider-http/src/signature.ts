import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import type { CallbackRequest } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Signature } from './description.ts';

const TOLERANCE_S = 300;
/** What stands before the 32 octets of an Ed25519 key in its usual form (RFC 8410). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether the vendor wrote this callback, with the key that only it and the account have. */
export function isSigned(
  { headers, body, url }: CallbackRequest,
  { algorithm, header, encoding, over, timestamp_header }: Signature,
  key: string,
  publicUrl: string,
): boolean {
  const timestamp = timestamp_header === undefined ? '' : (headers[timestamp_header] ?? '');
  if (timestamp_header !== undefined && !isRecent(timestamp)) return false;
  const values: Readonly<Record<string, string>> = { body, url: publicUrl + url, timestamp };
  const signed = Buffer.from(over.replace(/\{(body|url|timestamp)\}/g, (_, name: string) => values[name]!));
  const given = Buffer.from(headers[header] ?? '', encoding);
  if (key === '' || given.length === 0) return false;
  return algorithm === 'ed25519'
    ? isOfKey(signed, given, key)
    : isEqual(createHmac(algorithm.slice('hmac-'.length), key).update(signed).digest(), given);
}

const isRecent = (timestamp: string): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(clock.now() / 1_000 - Number(timestamp)) <= TOLERANCE_S;

const isEqual = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** The public key is the 32 octets, or its usual form, in base64. */
function isOfKey(signed: Buffer, given: Buffer, key: string): boolean {
  try {
    const octets = Buffer.from(key, 'base64');
    const der = octets.length === 32 ? Buffer.concat([ED25519_HEAD, octets]) : octets;
    return verify(null, signed, createPublicKey({ key: der, format: 'der', type: 'spki' }), given);
  } catch {
    return false;
  }
}
