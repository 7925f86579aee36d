import { createHmac } from 'node:crypto';
import { KeyHasher } from '../../application/ports.ts';

export class PepperedHasher extends KeyHasher {
  private readonly pepper: Uint8Array;

  constructor(pepper: Uint8Array) {
    super();
    this.pepper = pepper;
  }

  hash(secret: string): Uint8Array {
    return createHmac('sha256', this.pepper).update(secret).digest();
  }
}
