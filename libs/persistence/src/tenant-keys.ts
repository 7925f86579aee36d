import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { MongoServerError, type Collection } from 'mongodb';
import { randomOctets, type TenantId } from '#libs/kernel';
import { openBytes, sealBytes } from './seal.ts';
import { READ_BACK } from './session.ts';

/** A tenant's own key, wrapped by the key file's. */
export interface TenantKeyDocument {
  readonly _id: TenantId;
  readonly wrapped: Uint8Array;
  readonly version: number;
}

export interface TenantKeys {
  readonly version: number;
  readonly sealing: KeyObject;
  readonly hashing: KeyObject;
}

const KEY_BYTES = 32;
const VERSION = 1;
const DUPLICATE_KEY = 11_000;

/** Loads and makes tenants' keys: replicas that race for one key end up with the same. */
export class TenantKeyStore {
  readonly #keys: Collection<TenantKeyDocument>;
  readonly #wrapping: KeyObject;

  constructor(keys: Collection<TenantKeyDocument>, keyFileContent: Uint8Array) {
    this.#keys = keys;
    this.#wrapping = createSecretKey(keyFileContent);
  }

  /** Undefined if there is none, which is certain. */
  async load(tenant: TenantId): Promise<TenantKeys | undefined> {
    const stored =
      (await this.#keys.findOne({ _id: tenant })) ?? (await this.#keys.findOne({ _id: tenant }, READ_BACK));
    return stored ? derive(this.#unwrap(stored), stored.version) : undefined;
  }

  async make(tenant: TenantId): Promise<TenantKeys> {
    const key = randomOctets(KEY_BYTES);
    const wrapped = sealBytes(this.#wrapping, wrappingContext(tenant, VERSION), key);
    try {
      await this.#keys.insertOne({ _id: tenant, wrapped, version: VERSION });
      return derive(key, VERSION);
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
    }
    const winner = await this.load(tenant);
    if (!winner) throw new Error(`The key of tenant ${tenant} was removed while it was being made.`);
    return winner;
  }

  #unwrap({ _id: tenant, wrapped, version }: TenantKeyDocument): Uint8Array {
    const key = openBytes(this.#wrapping, wrappingContext(tenant, version), wrapped);
    if (key) return key;
    throw new Error(
      `The key of tenant ${tenant} does not open: it was wrapped with another key file than KEY_FILE names.`,
    );
  }
}

const wrappingContext = (tenant: TenantId, version: number): string => `tenant_key|${tenant}|${version}`;

function derive(key: Uint8Array, version: number): TenantKeys {
  const derived = (purpose: string): KeyObject =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', key, '', `postrider ${purpose}`, KEY_BYTES)));
  return { version, sealing: createSecretKey(key), hashing: derived('hash') };
}
