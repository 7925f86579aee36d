import { createHmac } from 'node:crypto';
import { ConfigError, type TenantId } from '#libs/kernel';
import { readKeyFile } from './key-file.ts';
import { openBytes, sealBytes } from './seal.ts';
import type { MongoSession } from './session.ts';
import { TenantKeyStore, type TenantKeyDocument, type TenantKeys } from './tenant-keys.ts';

const HASH_BYTES = 16;

/** A sealed value that does not open: it is another tenant's, another field's, was altered, or is none at all. */
export class Unsealable extends Error {
  constructor(tenant: TenantId, field: string) {
    super(
      `The sealed ${field} does not open as tenant ${tenant}'s: it is another tenant's or field's, or was altered.`,
    );
    this.name = 'Unsealable';
  }
}

/**
 * Seals texts and numbers with their tenant's key, and hashes numbers so that they can be found. Everything is
 * synchronous once `ready` has resolved for the tenant. A sealed value is `version (1 byte) | nonce | ciphertext | tag`.
 */
export class Codec {
  readonly #store: TenantKeyStore;
  readonly #loaded = new Map<TenantId, TenantKeys>();
  readonly #loading = new Map<TenantId, Promise<void>>();

  constructor(store: TenantKeyStore) {
    this.#store = store;
  }

  /** Loads the tenant's key, and makes it on first use. */
  ready(tenant: TenantId): Promise<void> {
    if (this.#loaded.has(tenant)) return Promise.resolve();
    const loading = this.#loading.get(tenant) ?? this.#load(tenant);
    this.#loading.set(tenant, loading);
    return loading;
  }

  seal(tenant: TenantId, field: string, plain: string): Uint8Array {
    const { version, sealing } = this.#keysOf(tenant);
    const sealed = sealBytes(sealing, contextOf(tenant, field, version), Buffer.from(plain));
    return Buffer.concat([Uint8Array.of(version), sealed]);
  }

  /** Throws {@link Unsealable}. */
  open(tenant: TenantId, field: string, sealed: Uint8Array): string {
    const { version, sealing } = this.#keysOf(tenant);
    const sameVersion = sealed[0] === version;
    const plain = sameVersion && openBytes(sealing, contextOf(tenant, field, version), sealed.subarray(1));
    if (!plain) throw new Unsealable(tenant, field);
    return plain.toString('utf8');
  }

  /** 22 characters; the same value gives the same hash within a tenant only. */
  hash(tenant: TenantId, value: string): string {
    const digest = createHmac('sha256', this.#keysOf(tenant).hashing).update(value).digest();
    return digest.toString('base64url', 0, HASH_BYTES);
  }

  async #load(tenant: TenantId): Promise<void> {
    try {
      this.#loaded.set(tenant, await this.#store.load(tenant));
    } finally {
      this.#loading.delete(tenant);
    }
  }

  #keysOf(tenant: TenantId): TenantKeys {
    const keys = this.#loaded.get(tenant);
    if (!keys) throw new Error(`The key of tenant ${tenant} is not loaded: await ready() first.`);
    return keys;
  }
}

export interface CodecOptions {
  /** See {@link readKeyFile}. */
  readonly keyFile: string;
  readonly session: MongoSession;
}

/** Rejects with {@link ConfigError} when the key file is not as it must be. */
export async function createCodec({ keyFile, session }: CodecOptions): Promise<Codec> {
  const key = keyOf(keyFile);
  return new Codec(new TenantKeyStore(session.collection<TenantKeyDocument>('tenant_keys'), key));
}

function keyOf(keyFile: string): Buffer {
  try {
    return readKeyFile(keyFile);
  } catch (error) {
    throw new ConfigError([`KEY_FILE must be ${(error as Error).message}.`]);
  }
}

const contextOf = (tenant: TenantId, field: string, version: number): string => `${tenant}|${field}|${version}`;
