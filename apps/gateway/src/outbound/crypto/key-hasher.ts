import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { KeyHasher } from '../../application/keys/ports.ts';

/** A key object is read once; bytes would be imported anew with every call, which costs ten times the HMAC itself. */
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
