import type { webcrypto } from 'node:crypto';
import type { TenantId } from '#libs/kernel';
import type { Role } from '../../domain/principal.ts';

export const ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** How the claims of a verified token name its user. */
export interface TokenRules {
  /** The beginning of its users' ids. */
  readonly id: string;
  readonly userClaim: string;
  readonly roleClaim?: string;
  /** For a token without a role of ours. */
  readonly defaultRole: Role;
}

/** With what an issuer's tokens are verified: exactly one of the three. */
export interface IssuerKey {
  readonly algorithm: Algorithm;
  /** Of an HMAC. */
  readonly secret?: string;
  /** PEM. */
  readonly publicKey?: string;
  readonly jwksUrl?: string;
}

/** Which tokens of its `iss` an issuer is for. */
export interface TokensMeant {
  /** The claim `aud`; absent: any. */
  readonly audience?: string;
  /** The claim that must be the tenant's id. */
  readonly tenantClaim?: string;
}

export interface IssuerRecord extends TokenRules, IssuerKey, TokensMeant {
  readonly tenant: TenantId;
  readonly name: string;
  /** The claim `iss`. */
  readonly issuer: string;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
}

export const isForAnyToken = ({ audience, tenantClaim }: TokensMeant): boolean =>
  audience === undefined && tenantClaim === undefined;

/** Each pair of `iss` and `aud` belongs to one issuer, over all tenants. */
export abstract class Issuers {
  /** Not cached. */
  abstract read(tenant: TenantId, id: string): Promise<IssuerRecord | undefined>;
  /** The oldest first; not cached. */
  abstract list(tenant: TenantId): Promise<readonly IssuerRecord[]>;
  /** Of every tenant; at most 5 s old. */
  abstract withName(issuer: string): Promise<readonly IssuerRecord[]>;
  /** Those of this name that other tenants have; not cached. */
  abstract ofOthers(tenant: TenantId, issuer: string): Promise<readonly TokensMeant[]>;
  abstract add(issuer: IssuerRecord): Promise<'saved' | 'name_taken'>;
  abstract replace(issuer: IssuerRecord): Promise<'saved' | 'name_taken' | 'unknown'>;
  abstract remove(tenant: TenantId, id: string): Promise<boolean>;
}

/** Imported for verifying; nothing else can be done with it. */
export type VerifyingKey = webcrypto.CryptoKey;

export abstract class IssuerKeys {
  /** A sentence about what is wrong with a key. Nothing is fetched. */
  abstract problemOf(key: IssuerKey): Promise<string | undefined>;
  /** Undefined if the issuer has no such key. Throws `service_unavailable` if its keys cannot be fetched. */
  abstract keyFor(key: IssuerKey, kid: string | undefined): Promise<VerifyingKey | undefined>;
}
