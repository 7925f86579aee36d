import type { EvidenceDocument, MessageDocument, RequestDocument } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { IndexSpec, MongoSession } from '#libs/persistence';
import type {
  PolicyRecord,
  RouteChangeRecord,
  RouteRecord,
  SenderChangeRecord,
  SenderRecord,
} from '../../application/routes/ports.ts';
import type { HealthBucket } from '../../domain/routing/health.ts';

/**
 * A vendor account, which is a route. Its secrets are sealed under the vendor's key; `state` changes on transitions
 * alone.
 */
export interface AccountDocument extends RouteRecord {
  readonly sealed: string;
  readonly callback_key: string;
  /** The callback key before this one: messages in flight report to that address. */
  readonly former_callback_key?: string;
  /** The change that made `state.version`; its history row may still be missing. */
  readonly last_change?: RouteChangeRecord;
}

/** One change of a route, append-only. */
export interface RouteChangeDocument extends RouteChangeRecord {
  /** `<route>.<version, 10 digits>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly route: string;
}

/** Recent data of one replica about a route; see `SeenOfRoute`. */
export interface RouteHealthDocument {
  /** `<route>.<replica>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly route: string;
  readonly by: string;
  readonly at: Date;
  readonly in_flight: number;
  readonly window: number;
  readonly buckets: readonly HealthBucket[];
  readonly slow?: number;
}

export interface PolicyDocument extends PolicyRecord {
  /** `<tenant>.<environment>` */
  readonly _id: string;
  readonly tenant: TenantId;
}

/** One without routes is deleted: it stays, and its changes are still counted. */
export interface SenderDocument extends SenderRecord {
  /** `<tenant>.<value>` */
  readonly _id: string;
  readonly tenant: TenantId;
  /** Counts its changes; absent until its history has the first one. */
  readonly version?: number;
  /** The change that made `version`; its history row may still be missing. */
  readonly last_change?: SenderChangeRecord;
}

/** One change of a sender, append-only. Apart from those of routes: a sender may be named like a policy. */
export interface SenderChangeDocument extends SenderChangeRecord {
  /** `<tenant>.<value>.<version, 10 digits>` */
  readonly _id: string;
  readonly tenant: TenantId;
}

/** A block of integers that one replica took: the insert claims it. */
export interface NumberBlock {
  /** `<tenant>.<block, 10 digits>` */
  readonly _id: string;
  readonly tenant: TenantId;
}

/** How many messages a subject has had accepted in one period. */
export interface QuotaDocument {
  /** `<tenant>.<environment>.<subject>.<period>.<start>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly used: number;
  readonly expires_at: Date;
}

/** One document: the number of changes of routes, policies and senders, and the tenants of the last ones. */
export interface RevisionDocument {
  readonly _id: string;
  readonly changes: number;
  /** The last 100, by number; absent if a process of a version before 4 counted. Without a tenant: of all tenants. */
  readonly latest?: readonly { readonly n: number; readonly tenant?: TenantId }[];
  /** Changes that are being made. The last 100: the process of one may have died. */
  readonly begun?: readonly { readonly id: string; readonly tenant: TenantId }[];
}

/** An account that the settings of a vendor's adapters name; `at`: when the adapter with these settings started. */
export interface SettingsPlaceDocument {
  /** The vendor; with `.sandbox` after it, the place of the sandbox's account beside a live one. */
  readonly _id: string;
  readonly account: string | null;
  readonly at: Date;
}

export const collectionsOf = (session: MongoSession) => ({
  requests: session.tenantCollection<RequestDocument>('sms_requests'),
  messages: session.tenantCollection<MessageDocument>('sms_messages'),
  evidence: session.tenantCollection<EvidenceDocument>('sms_evidence'),
  accounts: session.tenantCollection<AccountDocument>('vendor_accounts'),
  routeChanges: session.tenantCollection<RouteChangeDocument>('route_changes'),
  health: session.tenantCollection<RouteHealthDocument>('route_health'),
  policies: session.tenantCollection<PolicyDocument>('routing_policies'),
  senders: session.tenantCollection<SenderDocument>('senders'),
  senderChanges: session.tenantCollection<SenderChangeDocument>('sender_changes'),
  places: session.collection<SettingsPlaceDocument>('settings_places'),
  revisions: session.collection<RevisionDocument>('routing_revisions'),
  numbers: session.tenantCollection<NumberBlock>('number_blocks'),
  quotas: session.tenantCollection<QuotaDocument>('quotas'),
});
export type Collections = ReturnType<typeof collectionsOf>;

export const ledgerIndexes: readonly IndexSpec[] = [
  {
    collection: 'quotas',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'counters of periods that have ended',
  },
  {
    collection: 'route_health',
    name: 'route',
    keys: { route: 1 },
    options: {},
    query: 'the data of all replicas about a route',
  },
  {
    collection: 'route_health',
    name: 'old',
    keys: { at: 1 },
    options: { expireAfterSeconds: 3_600 },
    query: 'the data of replicas that no longer run',
  },
  {
    collection: 'sms_requests',
    name: 'wake',
    keys: { wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'requests whose fan-out has not ended and is due',
  },
  {
    collection: 'sms_requests',
    name: 'idempotency',
    keys: { tenant: 1, environment: 1, operation: 1, idempotency_key: 1 },
    options: { unique: true, partialFilterExpression: { idempotency_key: { $exists: true } } },
    query: 'the request that has an idempotency key',
  },
  {
    collection: 'sms_messages',
    name: 'wake',
    keys: { lane: 1, wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'open messages of a lane that are due, oldest first',
  },
  {
    collection: 'sms_messages',
    name: 'waits_for',
    keys: { 'waits_for.routes': 1, lane: 1, wake_at: 1 },
    options: { partialFilterExpression: { 'waits_for.routes': { $exists: true } } },
    query: 'messages that no route takes, by the routes that would',
  },
  {
    collection: 'sms_messages',
    name: 'recipient',
    keys: { tenant: 1, to_hash: 1, _id: 1 },
    options: {},
    query: "a tenant's messages to one number, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'client_ref',
    keys: { tenant: 1, client_ref: 1 },
    options: { partialFilterExpression: { client_ref: { $exists: true } } },
    query: "a tenant's messages under the caller's own reference",
  },
  {
    collection: 'sms_messages',
    name: 'failed',
    keys: { tenant: 1, status: 1, _id: 1 },
    options: { partialFilterExpression: { status: { $in: ['FAILED', 'UNCONFIRMED', 'UNDELIVERED'] } } },
    query: "a tenant's messages that failed or may have, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'dead_letter',
    keys: { tenant: 1, 'dead_letter.state': 1, _id: 1 },
    options: { partialFilterExpression: { 'dead_letter.state': { $exists: true } } },
    query: "a tenant's dead letters of one state, in time order",
  },
  {
    collection: 'sms_evidence',
    name: 'vendor_message',
    keys: { route: 1, vendor_message_id: 1 },
    options: { partialFilterExpression: { vendor_message_id: { $exists: true } } },
    query: 'the grant behind a vendor message id that a receipt names',
  },
  {
    collection: 'vendor_accounts',
    name: 'tenant',
    keys: { tenant: 1, order: 1, _id: 1 },
    options: {},
    query: "a tenant's routes, in their order",
  },
  {
    collection: 'vendor_accounts',
    name: 'polled',
    keys: { receipts: 1, order: 1, _id: 1 },
    options: { partialFilterExpression: { receipts: 'poll' } },
    query: 'accounts of vendors that do not call back',
  },
  {
    collection: 'routing_policies',
    name: 'tenant',
    keys: { tenant: 1 },
    options: {},
    query: 'the policies of the tenants whose routes are read again',
  },
  {
    collection: 'senders',
    name: 'tenant',
    keys: { tenant: 1 },
    options: {},
    query: 'the senders of the tenants whose routes are read again',
  },
  {
    collection: 'vendor_accounts',
    name: 'callback',
    // Not unique: accounts of versions before addresses had tenants may share one, and the service could not start.
    keys: { vendor: 1, callback_key: 1 },
    options: {},
    query: 'the account with the address of a callback',
  },
  {
    collection: 'vendor_accounts',
    name: 'former_callback',
    keys: { vendor: 1, former_callback_key: 1 },
    options: { partialFilterExpression: { former_callback_key: { $exists: true } } },
    query: 'the account that had the address of a callback before',
  },
];
