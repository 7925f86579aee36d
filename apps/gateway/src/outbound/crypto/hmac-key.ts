import type { VerifyingKey } from '../../application/issuers/ports.ts';

/** Imported once: bytes would be imported again with every token. */
export const hmacKey = (secret: string, algorithm: string): Promise<VerifyingKey> =>
  crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: `SHA-${algorithm.slice(2)}` },
    false,
    ['verify'],
  );
