import type { TenantId } from '#libs/kernel';
import type { Confirmations, Environment, SubmitPolicy } from '#libs/contracts';
import type { Algorithm } from '../../application/issuers/ports.ts';
import type { Role, Scope } from '../../domain/principal.ts';

export interface TenantDocument {
  readonly _id: TenantId;
  readonly policy: SubmitPolicy;
  /** Of the installation's own count. */
  readonly number?: number;
  readonly name?: string;
  /** Absent: it is. If not, its credentials are refused. */
  readonly active?: boolean;
  /** IANA name; absent: UTC. */
  readonly zone?: string;
  /** Absent in tenants of an older version, whose users send live. */
  readonly default_environment?: Environment;
  readonly messages_per_minute?: number;
  /** Absent: false. */
  readonly template_four_eyes?: boolean;
  /** What is answered to stop, start and help words; absent: the usual sentences. */
  readonly confirmations?: Confirmations;
  /** Counts the changes; absent in tenants made by an older version. */
  readonly version?: number;
  /** The values of the settings when they were last applied; if absent, the same as the policy. */
  readonly seeded?: SubmitPolicy;
  readonly created_at: Date;
  /** Ids of active owners; the last one is never taken out. It may lack an owner, and never holds another user. */
  readonly owners?: readonly string[];
  /** The same of installation administrators; only one tenant has them. */
  readonly administrators?: readonly string[];
  /** The number of the newest user. */
  readonly users?: number;
}

export interface UserDocument {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly username: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly active: boolean;
  readonly created_at: Date;
  /** Of the tenant's own count. */
  readonly number?: number;
  readonly created_by?: string;
  /** Of the lasting token; absent: 0. */
  readonly token_generation?: number;
  /** Whether they manage the tenants of the installation. */
  readonly installation_admin?: boolean;
}

export interface ApiKeyDocument {
  /** The key id, which is part of the key. */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** HMAC-SHA-256 of the secret under the pepper. */
  readonly hash: Uint8Array;
  readonly last4: string;
  /** A name for people. */
  readonly name?: string;
  readonly scopes: readonly Scope[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at?: Date;
  readonly revoked_at?: Date;
  /** When it was last seen in a URL: it should be rotated. */
  readonly exposed_at?: Date;
  readonly allowed_ips?: readonly string[];
  readonly last_used_at?: Date;
  /** The id of the key that replaced it. */
  readonly replaced_by?: string;
  readonly daily_limit?: number;
  /** The key whose daily limit it shares, because it replaced that key. */
  readonly counts_as?: string;
}

/** Refused calls of a key on one day. */
export interface KeyRefusalsDocument {
  /** `<key>.<date, UTC>` */
  readonly _id: string;
  readonly tenant: TenantId;
  /** By error code. */
  readonly codes: Readonly<Record<string, number>>;
  readonly expires_at: Date;
}

/** Failed logins in a row of one name, in all or from one address; or that the name knows an address. */
export interface LoginFailuresDocument {
  /** Keyed hash of the name and address, so that a password typed into the wrong field is not stored. */
  readonly _id: string;
  readonly failures: number;
  readonly wait_until: Date;
  readonly forgotten_at: Date;
}

/** A log-in that can be refreshed, or one at the console. Its tokens and its cookie are made from a key, and are not stored. */
export interface SessionDocument {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly user: string;
  readonly generation: number;
  readonly created_at: Date;
  readonly refreshed_at: Date;
  readonly expires_at: Date;
  readonly revoked_at?: Date;
  /** Of a log-in at the console: its latest end. */
  readonly ends_at?: Date;
}

/** A service whose tokens are accepted. */
export interface IssuerDocument {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly name: string;
  /** The claim `iss`. */
  readonly issuer: string;
  readonly audience?: string;
  readonly algorithm: Algorithm;
  /** Sealed for this issuer, with a key derived from the pepper. */
  readonly secret?: Uint8Array;
  readonly public_key?: string;
  readonly jwks_url?: string;
  readonly tenant_claim?: string;
  readonly user_claim: string;
  readonly role_claim?: string;
  readonly default_role: Role;
  readonly enabled: boolean;
  readonly created_at: Date;
  readonly created_by: string;
}

/** A row of a tenant's chain; it is never changed. */
export interface AuditDocument {
  /** `<tenant>.<seq>` */
  readonly _id: string;
  /** `installation` for what no tenant did. */
  readonly tenant: TenantId;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly actor: string;
  readonly target?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly client_ip?: string;
  readonly trace_id?: string;
  /** The hash of the row before; empty for the first. */
  readonly prev: string;
  /** HMAC of all other fields under the chain's key. */
  readonly hash: string;
}

/** A row of a version before 5, which had no chain. */
export interface UnchainedAuditDocument {
  readonly _id: string;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly actor: string;
  readonly tenant?: TenantId;
  readonly target?: string;
  readonly reason?: string;
  readonly from?: string;
}

export const COLLECTIONS = {
  tenants: 'tenants',
  users: 'users',
  apiKeys: 'api_keys',
  keyRefusals: 'key_refusals',
  loginFailures: 'login_failures',
  sessions: 'user_sessions',
  auditLogs: 'audit_logs',
  unchainedAudit: 'audit_log',
  issuers: 'issuers',
} as const;
