import { importSPKI } from 'jose';
import { LRUCache } from 'lru-cache';
import { IssuerKeys, type IssuerKey, type VerifyingKey } from '../../application/issuers/ports.ts';
import type { GuardedHttp } from '../http/guarded-http.ts';
import { hmacKey } from './hmac-key.ts';
import { RemoteKeys } from './remote-keys.ts';

const SHORTEST_RSA = 2_048;
const MOST_ADDRESSES = 1_000;

export class JoseIssuerKeys extends IssuerKeys {
  /** By the record they belong to. */
  private readonly imported = new WeakMap<IssuerKey, Promise<VerifyingKey>>();
  private readonly remote = new LRUCache<string, RemoteKeys>({ max: MOST_ADDRESSES });

  constructor(private readonly http: GuardedHttp) {
    super();
  }

  async problemOf({ algorithm, secret, publicKey, jwksUrl }: IssuerKey): Promise<string | undefined> {
    if (secret?.includes('-----BEGIN')) return 'secret must be a secret of your own, not a key in PEM.';
    if (publicKey !== undefined) return publicKeyProblem(algorithm, publicKey);
    const problem = jwksUrl === undefined ? undefined : this.http.problemOf(jwksUrl);
    return problem && `jwks_url ${problem}.`;
  }

  keyFor(key: IssuerKey, kid: string | undefined): Promise<VerifyingKey | undefined> {
    const { jwksUrl: url } = key;
    if (url !== undefined) return this.remoteKeys(url).find(key.algorithm, kid);
    const imported = this.imported.get(key) ?? importKey(key);
    this.imported.set(key, imported);
    return imported;
  }

  private remoteKeys(url: string): RemoteKeys {
    const keys = this.remote.get(url) ?? new RemoteKeys(() => this.http.json(url));
    this.remote.set(url, keys);
    return keys;
  }
}

const importKey = ({ algorithm, secret, publicKey }: IssuerKey): Promise<VerifyingKey> =>
  secret === undefined ? importSPKI(publicKey!, algorithm) : hmacKey(secret, algorithm);

async function publicKeyProblem(algorithm: string, pem: string): Promise<string | undefined> {
  const expected = `public_key must be one public key in PEM (SPKI) for ${algorithm}.`;
  try {
    const { modulusLength = SHORTEST_RSA } = (await importSPKI(pem, algorithm)).algorithm as { modulusLength?: number };
    return modulusLength < SHORTEST_RSA ? `public_key must have ${SHORTEST_RSA} bits or more.` : undefined;
  } catch {
    return expected;
  }
}
