import type { Environment } from '#libs/contracts';
import type { ErrorCode, TenantId } from '#libs/kernel';
import type { Scope } from '../../domain/principal.ts';

export interface ApiKeyRecord {
  readonly id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** Keyed hash of the secret. */
  readonly hash: Uint8Array;
  readonly last4: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date;
  readonly revokedAt?: Date;
  /** Addresses and networks from which it may be used; absent: any. */
  readonly allowedIps?: readonly string[];
  /** Messages a day; absent: the default of the settings. */
  readonly dailyLimit?: number;
  /** The key whose daily limit it shares, because it replaced that key or was made by it. */
  readonly countsAs?: string;
}

/** A key as it is shown. */
export interface ApiKeyView extends Omit<ApiKeyRecord, 'hash'> {
  readonly name?: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When it was last seen in a URL. */
  readonly exposedAt?: Date;
  /** To the minute. */
  readonly lastUsedAt?: Date;
  /** The key that replaced it. */
  readonly replacedBy?: string;
}

export interface KeyChange {
  readonly name?: string;
  readonly dailyLimit?: number | null;
}

export interface AddedApiKey extends ApiKeyRecord {
  readonly name: string | undefined;
  readonly createdBy: string;
}

export abstract class ApiKeys {
  abstract add(key: AddedApiKey): Promise<void>;
  abstract read(tenant: TenantId, id: string): Promise<ApiKeyView | undefined>;
  /** The oldest first. */
  abstract list(tenant: TenantId): Promise<readonly ApiKeyView[]>;
  abstract revoke(tenant: TenantId, id: string): Promise<'revoked' | 'already_revoked' | 'unknown'>;
  /** Removes a key that nobody has been told. */
  abstract discard(tenant: TenantId, id: string): Promise<void>;
  abstract find(id: string): Promise<ApiKeyRecord | undefined>;
  /** Changes the given ones; null removes a limit of its own. Undefined if there is no such key. */
  abstract change(tenant: TenantId, id: string, to: KeyChange): Promise<ApiKeyView | undefined>;
  /** The old key ends at `endsAt`, or before if it already does. False if it is revoked, expired or already replaced. */
  abstract replace(tenant: TenantId, id: string, by: { readonly id: string; readonly endsAt: Date }): Promise<boolean>;
  /** Keys that are neither revoked nor expired. */
  abstract countUsable(tenant: TenantId): Promise<number>;
  /** Records that it was used now. Never fails. */
  abstract noteUse(id: string): void;
  abstract flagExposed(id: string): Promise<void>;
  /** Adds the key of the settings, or updates its hash if it exists. */
  abstract seed(key: ApiKeyRecord): Promise<void>;
}

/** Refused calls of one key on one day (UTC) with one code. */
export interface KeyRefusal {
  readonly day: string;
  readonly code: string;
  readonly count: number;
}

export abstract class KeyRefusals {
  /** Counts one, later and together with others. Never fails. */
  abstract note(tenant: TenantId, key: string, code: ErrorCode): void;
  /** The newest day first, of the last 90 days. */
  abstract list(tenant: TenantId, key: string): Promise<readonly KeyRefusal[]>;
}

/** HMAC of a key's secret under the pepper. */
export abstract class KeyHasher {
  abstract hash(secret: string): Uint8Array;
}
