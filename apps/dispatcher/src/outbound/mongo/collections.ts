import type { EvidenceDocument, MessageDocument, RequestDocument } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { MongoSession } from '#libs/persistence';
import type {
  PolicyRecord,
  RouteChangeRecord,
  RouteRecord,
  SenderChangeRecord,
  SenderRecord,
} from '../../application/routes/ports.ts';
import type { DuplicateGuard } from '../../domain/acceptance/duplicate-guard.ts';
import type { AwaitedReceipt } from '../../domain/ledger/awaited-receipt.ts';
import type { OptOutRecord } from '../../domain/acceptance/opt-out.ts';
import type { ConversationRecord, InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import type { PhoneRecord, PoolRecord } from '../../domain/routing/phones.ts';
import type { Price } from '../../domain/routing/prices.ts';
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

/** All prices of a route. */
export interface PriceListDocument {
  /** The route. */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly version: number;
  /** In the order of their ids. */
  readonly prices: readonly Price[];
  readonly updated_at: Date;
  readonly updated_by: string;
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

/** The opt-out of one number, over both environments. It is never deleted, so that a lifted one keeps its changes. */
export interface OptOutDocument extends OptOutRecord {
  /** `<tenant>.<keyed hash of the number>` */
  readonly _id: string;
  readonly tenant: TenantId;
}

export type PhoneDocument = PhoneRecord;
export type PoolDocument = PoolRecord;

export type InboundTextDocument = InboundTextRecord;
export type ConversationDocument = ConversationRecord;

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
  awaited: session.tenantCollection<AwaitedReceipt>('awaited_receipts'),
  accounts: session.tenantCollection<AccountDocument>('vendor_accounts'),
  routeChanges: session.tenantCollection<RouteChangeDocument>('route_changes'),
  health: session.tenantCollection<RouteHealthDocument>('route_health'),
  priceLists: session.tenantCollection<PriceListDocument>('price_lists'),
  policies: session.tenantCollection<PolicyDocument>('routing_policies'),
  senders: session.tenantCollection<SenderDocument>('senders'),
  senderChanges: session.tenantCollection<SenderChangeDocument>('sender_changes'),
  phones: session.tenantCollection<PhoneDocument>('phones'),
  pools: session.tenantCollection<PoolDocument>('phone_pools'),
  places: session.collection<SettingsPlaceDocument>('settings_places'),
  revisions: session.collection<RevisionDocument>('routing_revisions'),
  optOuts: session.tenantCollection<OptOutDocument>('opt_outs'),
  inboundTexts: session.tenantCollection<InboundTextDocument>('inbound_texts'),
  conversations: session.tenantCollection<ConversationDocument>('conversations'),
  numbers: session.tenantCollection<NumberBlock>('number_blocks'),
  quotas: session.tenantCollection<QuotaDocument>('quotas'),
  guards: session.tenantCollection<DuplicateGuard>('duplicate_guards'),
});
export type Collections = ReturnType<typeof collectionsOf>;
