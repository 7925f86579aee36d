import { PostriderError, unavailable, type TenantId } from '#libs/kernel';
import type { ClientOf, dispatcherQuestions, Environment, ProviderContracts, SubmitPolicy } from '#libs/contracts';
import type { Role, Scope } from '../domain/principal.ts';

export { SCOPES, type Principal, type Scope } from '../domain/principal.ts';
export { TokenBucket } from '../domain/token-bucket.ts';

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
}

/** A key as people see it. */
export interface ApiKeyView extends Omit<ApiKeyRecord, 'hash'> {
  readonly name?: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When it was last seen in a URL. */
  readonly exposedAt?: Date;
}

export interface AddedApiKey extends ApiKeyRecord {
  readonly name: string | undefined;
  readonly createdBy: string;
}

export abstract class ApiKeys {
  abstract add(key: AddedApiKey): Promise<void>;
  /** The oldest first. */
  abstract list(tenant: TenantId): Promise<readonly ApiKeyView[]>;
  abstract revoke(tenant: TenantId, id: string): Promise<'revoked' | 'already_revoked' | 'unknown'>;
  abstract find(id: string): Promise<ApiKeyRecord | undefined>;
  abstract flagExposed(id: string): Promise<void>;
  /** Adds the key of the settings, or takes over its hash when it is there already. */
  abstract seed(key: ApiKeyRecord): Promise<void>;
}

export interface UserRecord {
  readonly id: string;
  readonly tenant: TenantId;
  /** In lower case; unique over all tenants. */
  readonly username: string;
  readonly role: Role;
  readonly passwordHash: string;
  readonly active: boolean;
}

export abstract class Users {
  abstract findByName(username: string): Promise<UserRecord | undefined>;
  abstract find(tenant: TenantId, id: string): Promise<UserRecord | undefined>;
  /** Does nothing when the name is taken. */
  abstract seed(user: UserRecord): Promise<void>;
}

export interface TenantRecord {
  readonly id: TenantId;
  readonly policy: SubmitPolicy;
  /** Counts the changes of the policy. */
  readonly version: number;
  /** What the settings said when they were last applied. */
  readonly seeded: SubmitPolicy;
}

export abstract class Tenants {
  abstract find(id: TenantId): Promise<TenantRecord | undefined>;
  /** As it is stored at this moment. */
  abstract read(id: TenantId): Promise<TenantRecord | undefined>;
  /** Does nothing when the tenant is there. */
  abstract seed(tenant: Pick<TenantRecord, 'id' | 'policy'>): Promise<void>;
  /** Nothing where there is another version by now. Else every replica goes by the new policy once this resolves. */
  abstract change(tenant: TenantRecord): Promise<TenantRecord | undefined>;
}

/** Rows of failures per account, shared by all replicas. */
export abstract class LoginFailures {
  /** Milliseconds until the account may be tried again; 0 is now. */
  abstract waitMs(username: string): Promise<number>;
  abstract add(username: string): Promise<void>;
  abstract clear(username: string): Promise<void>;
}

export abstract class Passwords {
  abstract hash(password: string): Promise<string>;
  /** Takes the same time when there is no hash. Runs `before` and `after` inside its slot of the bounded queue. */
  abstract verify(password: string, hash: string | undefined, around: VerifyAround): Promise<boolean>;
}

export interface VerifyAround {
  readonly before: () => Promise<void>;
  readonly after: (matches: boolean) => Promise<void>;
}

/** How our own access tokens are made, and therefore the only way one is accepted. */
export const ACCESS_TOKEN = {
  algorithm: 'HS256',
  type: 'at+jwt',
  issuer: 'postrider',
  audience: 'postrider-api',
  /** Clocks of two gateways may differ by this much. */
  skewSeconds: 60,
} as const;

export abstract class AccessTokens {
  abstract readonly lifeSeconds: number;
  abstract issue(user: UserRecord): Promise<string>;
}

export type AuditAction =
  | 'auth.login'
  | 'auth.credential'
  | 'auth.key_in_url'
  | 'key.create'
  | 'key.revoke'
  | 'access.scope'
  | 'message.send'
  | 'message.read'
  | 'message.cancel'
  | 'request.read'
  | 'request.cancel'
  | 'route.read'
  | 'route.change'
  | 'route.force'
  | 'policy.read'
  | 'policy.save'
  | 'policy.delete'
  | 'sender.read'
  | 'sender.save'
  | 'sender.delete'
  | 'tenant.change'
  | 'account.create'
  | 'account.replace'
  | 'account.enable'
  | 'account.disable'
  | 'account.test'
  | 'dead_letter.retry'
  | 'dead_letters.retry'
  | 'dead_letter.abandon';

export interface AuditEntry {
  readonly action: AuditAction;
  /** `unknown`: no answer came, and it may have been done. */
  readonly outcome: 'allowed' | 'denied' | 'unknown';
  readonly actor: string;
  readonly tenant?: TenantId;
  readonly target?: string;
  readonly reason?: string;
  /** The peer's address. */
  readonly from?: string;
}

/** Plain rows without texts or numbers. Recording never fails the call that is recorded. */
export abstract class AuditLog {
  abstract record(entry: AuditEntry): Promise<void>;
}

/** A base that gives a port its type, so that the port's class can be the token that Nest injects it by. */
function portOf<Port>(): abstract new () => Port {
  return Object as never;
}

/** The owner of the ledger and of routes. Rejects with `service_unavailable` when it does not answer, whatever the cause. */
export abstract class Dispatcher extends portOf<ClientOf<typeof dispatcherQuestions>>() {}

/** Rejects with {@link NoAdapter} where no adapter of that name runs, and else as {@link Dispatcher} does. */
export abstract class Vendors {
  abstract of(vendor: string): ClientOf<ProviderContracts>;
}

/** Nothing was delivered to anybody. */
export class NoAdapter extends PostriderError {
  constructor() {
    const { detail, retryAfterMs } = unavailable('The adapter of this vendor');
    super('service_unavailable', detail, { retryAfterMs });
  }
}

/** HMAC of a key's secret under the pepper. */
export abstract class KeyHasher {
  abstract hash(secret: string): Uint8Array;
}
