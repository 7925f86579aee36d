import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { TenantId } from '#libs/kernel';
import { openBytes, readKeyFile, sealBytes } from '#libs/persistence';
import type { Hasher } from '../../application/ports.ts';

const KEY_BYTES = 32;
const HASH_BYTES = 24;

/** Hashes and seals with keys that are made of the one in the key file. */
export class KeyFileSecrets implements Hasher {
  readonly #hashing: KeyObject;
  readonly #sealing: KeyObject;

  constructor(keyFile: string) {
    const key = readKeyFile(keyFile);
    const derived = (purpose: string): KeyObject =>
      createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', `postrider phones ${purpose}`, KEY_BYTES)));
    this.#hashing = derived('hash');
    this.#sealing = derived('seal');
  }

  /** 32 characters; the same value gives the same hash for one purpose only. */
  hash(purpose: Parameters<Hasher['hash']>[0], value: string): string {
    return createHmac('sha256', this.#hashing)
      .update(`${purpose}|${value}`)
      .digest()
      .toString('base64url', 0, HASH_BYTES);
  }

  seal(tenant: TenantId, field: string, plain: string): Uint8Array {
    return sealBytes(this.#sealing, `${tenant}|${field}`, Buffer.from(plain));
  }

  /** Undefined if it was sealed with the key of another file. */
  open(tenant: TenantId, field: string, sealed: Uint8Array): string | undefined {
    return openBytes(this.#sealing, `${tenant}|${field}`, sealed)?.toString('utf8');
  }
}
