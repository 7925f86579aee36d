import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { randomOctets } from '#libs/kernel';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM under the vendor key, bound to the vendor's name: `version | nonce | ciphertext | tag` in base64. */
export function seal(vendorKey: Buffer, vendor: string, plain: string): string {
  const nonce = randomOctets(NONCE);
  const cipher = createCipheriv('aes-256-gcm', vendorKey, nonce).setAAD(Buffer.from(vendor));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, sealed, cipher.getAuthTag()]).toString('base64');
}

/** Throws if it was sealed under another key, for another vendor, or was changed. */
export function unseal(vendorKey: Buffer, vendor: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG) throw new Error('not a sealed secret');
  const decipher = createDecipheriv('aes-256-gcm', vendorKey, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(vendor))
    .setAuthTag(bytes.subarray(-TAG));
  return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE, -TAG)), decipher.final()]).toString('utf8');
}

/** The secret in an account's callback addresses: 256 bits, the same at every start and on every replica. */
export function callbackSecret(vendorKey: Buffer, vendor: string, accountKey: string): string {
  const secret = hkdfSync('sha256', vendorKey, '', `callback:${vendor}:${accountKey}`, 32);
  return Buffer.from(secret).toString('base64url');
}
