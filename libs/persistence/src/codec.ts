import { createHmac } from 'node:crypto';
import { ConfigError, PostriderError, type TenantId } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { readKeyFile } from './key-file.ts';
import { openBytes, sealBytes } from './seal.ts';
import type { MongoSession } from './session.ts';
import { TenantKeyStore, type TenantKeyDocument, type TenantKeys } from './tenant-keys.ts';

const HASH_BYTES = 16;
/** People restore a missing key, which takes time. */
const RESTORED_AFTER_MS = 60_000;

/**
 * A sealed value that cannot be opened: it belongs to another tenant or field, was altered, is not a sealed value, or
 * its key is missing.
 */
export class Unsealable extends Error {
  override readonly name = 'Unsealable';
}

/**
 * Seals texts and numbers with their tenant's key, and hashes numbers so that they can be found. Every method is
 * synchronous once the key is loaded. A sealed value is `version (1 byte) | nonce | ciphertext | tag`.
 */
export class Codec {
  readonly #store: Pick<TenantKeyStore, 'load' | 'make'>;
  readonly #options: Pick<CodecOptions, 'holdsSealed' | 'log'>;
  readonly #loaded = new Map<TenantId, TenantKeys>();
  readonly #loading = new Map<TenantId, Promise<void>>();
  /** Tenants without a key at the last read. */
  readonly #keyless = new Set<TenantId>();

  constructor(store: Pick<TenantKeyStore, 'load' | 'make'>, options: Pick<CodecOptions, 'holdsSealed' | 'log'>) {
    this.#store = store;
    this.#options = options;
  }

  /** For opening: loads the tenant's key. Without a key nothing of the tenant can be opened. */
  async ready(tenant: TenantId): Promise<void> {
    if (this.#loaded.has(tenant)) return;
    const earlier = this.#loading.get(tenant);
    await (earlier ?? this.#load(tenant));
    // A read that began earlier may have missed a key that was made meanwhile.
    if (earlier && !this.#loaded.has(tenant)) await this.#load(tenant);
  }

  /**
   * For sealing: loads the tenant's key, and makes it on first use. If data is sealed with a missing key, no new key is
   * made: it rejects with `service_unavailable`, because the old key, once restored, opens everything again.
   */
  async readyToSeal(tenant: TenantId): Promise<void> {
    await this.ready(tenant);
    if (this.#loaded.has(tenant)) return;
    if (!(await this.#options.holdsSealed(tenant))) return this.#keep(tenant, await this.#store.make(tenant));
    // The sealed data may be newer than the read of its key.
    await this.#load(tenant);
    if (!this.#loaded.has(tenant)) throw this.#refusal(tenant);
  }

  seal(tenant: TenantId, field: string, plain: string): Uint8Array {
    const { version, sealing } = this.#keysOf(tenant);
    const sealed = sealBytes(sealing, contextOf(tenant, field, version), Buffer.from(plain));
    return Buffer.concat([Uint8Array.of(version), sealed]);
  }

  /** Throws {@link Unsealable}. */
  open(tenant: TenantId, field: string, sealed: Uint8Array): string {
    if (this.#keyless.has(tenant)) throw this.#keyGone(tenant);
    const { version, sealing } = this.#keysOf(tenant);
    const sameVersion = sealed[0] === version;
    const plain = sameVersion && openBytes(sealing, contextOf(tenant, field, version), sealed.subarray(1));
    if (plain) return plain.toString('utf8');
    throw new Unsealable(
      `The sealed ${field} does not open as tenant ${tenant}'s: it is another tenant's or field's, or was altered.`,
    );
  }

  /** 22 characters; the same value gives the same hash only within a tenant. */
  hash(tenant: TenantId, value: string): string {
    const digest = createHmac('sha256', this.#keysOf(tenant).hashing).update(value).digest();
    return digest.toString('base64url', 0, HASH_BYTES);
  }

  #load(tenant: TenantId): Promise<void> {
    const loading = this.#store
      .load(tenant)
      .then((keys) => this.#keep(tenant, keys))
      .finally(() => this.#loading.delete(tenant));
    this.#loading.set(tenant, loading);
    return loading;
  }

  #keep(tenant: TenantId, keys: TenantKeys | undefined): void {
    if (keys) this.#loaded.set(tenant, keys);
    if (this.#loaded.has(tenant)) this.#keyless.delete(tenant);
    else this.#keyless.add(tenant);
  }

  #keysOf(tenant: TenantId): TenantKeys {
    const keys = this.#loaded.get(tenant);
    if (keys) return keys;
    const first = this.#keyless.has(tenant) ? 'readyToSeal()' : 'ready()';
    throw new Error(`The key of tenant ${tenant} is not loaded: await ${first} first.`);
  }

  #keyGone(tenant: TenantId): Unsealable {
    const err = new Unsealable(`The key of tenant ${tenant} is gone from tenant_keys. Restore it from a backup.`);
    this.#options.log.error('tenant.key_gone', { tenant, err });
    return err;
  }

  #refusal(tenant: TenantId): PostriderError {
    const detail =
      'The key that your texts are sealed with is missing. Nothing was stored; an operator has to restore it.';
    return new PostriderError('service_unavailable', detail, {
      retryAfterMs: RESTORED_AFTER_MS,
      cause: this.#keyGone(tenant),
    });
  }
}

export interface CodecOptions {
  /** See {@link readKeyFile}. */
  readonly keyFile: string;
  readonly session: MongoSession;
  /** Whether sealed data of the tenant is stored. */
  readonly holdsSealed: (tenant: TenantId) => Promise<boolean>;
  readonly log: Pick<Log, 'error'>;
}

/** Rejects with {@link ConfigError} if the key file is unusable. */
export async function createCodec({ keyFile, session, ...options }: CodecOptions): Promise<Codec> {
  const key = keyOf(keyFile);
  return new Codec(new TenantKeyStore(session.collection<TenantKeyDocument>('tenant_keys'), key), options);
}

function keyOf(keyFile: string): Buffer {
  try {
    return readKeyFile(keyFile);
  } catch (error) {
    throw new ConfigError([`KEY_FILE must be ${(error as Error).message}.`]);
  }
}

const contextOf = (tenant: TenantId, field: string, version: number): string => `${tenant}|${field}|${version}`;
