import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { KeyHasher } from '../../application/keys/ports.ts';

/**
 * A key object is made once; bytes would be imported again with every call, which costs ten times as much as the HMAC.
 */
export class PepperedHasher extends KeyHasher {
  private readonly pepper: KeyObject;

  constructor(pepper: Uint8Array) {
    super();
    this.pepper = createSecretKey(pepper);
  }

  hash(secret: string): Uint8Array {
    return createHmac('sha256', this.pepper).update(secret).digest();
  }
}
