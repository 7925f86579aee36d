import type { TenantId } from '#libs/kernel';
import type {
  CallbackRequest,
  Environment,
  MessageQuery,
  MessageView,
  RequestQuery,
  RequestView,
  SubmitPolicy,
  SubmitReply,
  SubmitRequest,
} from '#libs/contracts';
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

export abstract class ApiKeys {
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
}

export abstract class Tenants {
  abstract find(id: TenantId): Promise<TenantRecord | undefined>;
  /** Does nothing when the tenant is there. */
  abstract seed(tenant: TenantRecord): Promise<void>;
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
  | 'access.scope'
  | 'message.send'
  | 'message.read'
  | 'request.read';

export interface AuditEntry {
  readonly action: AuditAction;
  readonly outcome: 'allowed' | 'denied';
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

/** The ledger's owner. Rejects with `service_unavailable` when it does not answer, whatever the cause. */
export abstract class Dispatcher {
  abstract submit(request: SubmitRequest, timeoutMs: number): Promise<SubmitReply>;
  abstract message(query: MessageQuery): Promise<MessageView>;
  abstract request(query: RequestQuery): Promise<RequestView>;
  /** Whether some account of this vendor has a callback URL with this secret. */
  abstract knowsCallback(vendor: string, secret: string): Promise<boolean>;
}

export abstract class Vendors {
  /** `nobody`: no adapter of that name is there. */
  abstract receive(vendor: string, callback: CallbackRequest): Promise<'received' | 'nobody'>;
}

/** HMAC of a key's secret under the pepper. */
export abstract class KeyHasher {
  abstract hash(secret: string): Uint8Array;
}
