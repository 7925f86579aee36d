import type { TenantId } from '#libs/kernel';
import type {
  AbandonDeadLetterRequest,
  AccountsQuery,
  AccountView,
  CallbackRequest,
  CancelMessageReply,
  CancelMessageRequest,
  CancelRequestReply,
  CancelRequestRequest,
  ChangeRouteRequest,
  CheckAccountReply,
  DeadLetterFilter,
  DeadLettersQuery,
  DeadLettersReply,
  DeadLetterStats,
  DeadLetterView,
  DeleteSenderRequest,
  Environment,
  ForceRouteRequest,
  MessageQuery,
  MessageView,
  PolicyQuery,
  PolicyView,
  RegisterAccountRequest,
  RequestQuery,
  RequestView,
  RetriedDeadLetter,
  RetryDeadLetterRequest,
  RetryDeadLettersReply,
  RetryDeadLettersRequest,
  RouteHealth,
  RouteHistoryEntry,
  RouteHistoryQuery,
  RoutesQuery,
  RouteView,
  SaveAccountRequest,
  SavePolicyRequest,
  SaveSenderRequest,
  SealAccountRequest,
  Sender,
  SendersQuery,
  SimulateReply,
  SimulateRequest,
  SubmitPolicy,
  SubmitReply,
  SubmitRequest,
  VendorHealthQuery,
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

/** The ledger's owner. Rejects with `service_unavailable` when it does not answer, whatever the cause. */
export abstract class Dispatcher {
  abstract submit(request: SubmitRequest, timeoutMs: number): Promise<SubmitReply>;
  abstract message(query: MessageQuery): Promise<MessageView>;
  abstract request(query: RequestQuery): Promise<RequestView>;
  abstract cancelMessage(request: CancelMessageRequest): Promise<CancelMessageReply>;
  abstract cancelRequest(request: CancelRequestRequest): Promise<CancelRequestReply>;
  abstract simulate(request: SimulateRequest): Promise<SimulateReply>;
  /** Whether some account of this vendor has a callback URL with this secret. */
  abstract knowsCallback(vendor: string, secret: string): Promise<boolean>;
}

/** Where texts go, and through whose accounts; owned by the dispatcher as well. */
export abstract class Routing {
  abstract routes(query: RoutesQuery): Promise<readonly RouteView[]>;
  abstract changeRoute(request: ChangeRouteRequest): Promise<RouteView>;
  abstract forceRoute(request: ForceRouteRequest): Promise<RouteView>;
  abstract routeHistory(query: RouteHistoryQuery): Promise<readonly RouteHistoryEntry[]>;
  abstract policy(query: PolicyQuery): Promise<PolicyView>;
  abstract savePolicy(request: SavePolicyRequest): Promise<PolicyView>;
  abstract senders(query: SendersQuery): Promise<readonly Sender[]>;
  abstract saveSender(request: SaveSenderRequest): Promise<Sender>;
  abstract deleteSender(request: DeleteSenderRequest): Promise<void>;
  abstract accounts(query: AccountsQuery): Promise<readonly AccountView[]>;
  abstract saveAccount(request: SaveAccountRequest): Promise<AccountView>;
  abstract health(query: VendorHealthQuery): Promise<readonly RouteHealth[]>;
}

export abstract class DeadLetters {
  abstract list(query: DeadLettersQuery): Promise<DeadLettersReply>;
  abstract stats(filter: DeadLetterFilter): Promise<DeadLetterStats>;
  abstract retry(request: RetryDeadLetterRequest): Promise<RetriedDeadLetter>;
  abstract retryMany(request: RetryDeadLettersRequest): Promise<RetryDeadLettersReply>;
  abstract abandon(request: AbandonDeadLetterRequest): Promise<DeadLetterView>;
}

/** `nobody`: no adapter of that name is there. */
export abstract class Vendors {
  abstract receive(vendor: string, callback: CallbackRequest): Promise<'received' | 'nobody'>;
  abstract seal(vendor: string, request: SealAccountRequest): Promise<RegisterAccountRequest | 'nobody'>;
  abstract check(vendor: string, account: string): Promise<CheckAccountReply | 'nobody'>;
}

/** HMAC of a key's secret under the pepper. */
export abstract class KeyHasher {
  abstract hash(secret: string): Uint8Array;
}
