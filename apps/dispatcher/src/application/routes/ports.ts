import type {
  BreakerReason,
  BreakerState,
  Environment,
  PolicyRule,
  ReceiptWay,
  RegisterAccountRequest,
  VendorAccount,
  VendorCarries,
} from '#libs/contracts';
import type { SenderRule, TenantId } from '#libs/kernel';

/** The state of a route's breaker that all replicas share, and what operators set. */
export interface RouteStateRecord {
  /** Counts the changes of the route, its settings included. */
  readonly version: number;
  readonly breaker: BreakerState;
  readonly since: Date;
  readonly reason?: BreakerReason;
  readonly open_until?: Date;
  /** Openings since it last recovered: each makes the next rest longer. */
  readonly openings: number;
  /** The replica that probes the vendor, and sends the first message of a ramp. */
  readonly prober?: { readonly holder: string; readonly until: Date };
  readonly override?: OverrideRecord;
  /** Points that health subtracts from its weight in weighted lists. */
  readonly penalty: number;
  /** The last pause that its vendor asked for and that was shared with all replicas. */
  readonly throttle?: { readonly since: Date; readonly until: Date };
  /** When its throttle was last lifted: dispatchers ignore throttles that they learned of before. */
  readonly throttle_lifted_at?: Date;
}

export interface OverrideRecord {
  readonly force: 'open' | 'closed';
  readonly until: Date;
  readonly by: string;
  readonly reason: string;
}

/** A vendor account as a route, without its secrets. */
export interface RouteRecord {
  /** `<vendor>-<8 hex>` */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly vendor: string;
  readonly environment: Environment;
  readonly name: string;
  readonly source: 'settings' | 'api';
  readonly enabled: boolean;
  /** Switched off because the settings of its adapter no longer name it. */
  readonly unnamed_at?: Date;
  readonly order: number;
  readonly countries?: readonly string[];
  readonly max_segments?: number;
  readonly price_micros?: number;
  readonly currency?: string;
  readonly fields: readonly string[];
  readonly lookup: RegisterAccountRequest['lookup'];
  readonly receipts: ReceiptWay;
  /** Absent if its adapter has not sent it; it sends it at each start. */
  readonly sender_rule?: SenderRule;
  /** Absent if its adapter has not sent it. */
  readonly carries?: VendorCarries;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** With `receipts: poll`: earlier results of the vendor are already known. */
  readonly polled_to?: Date;
  readonly state: RouteStateRecord;
}

type Settable<Fields, Removable extends keyof Fields> = {
  readonly [Name in keyof Fields]?: Name extends Removable ? Fields[Name] | null : Fields[Name];
};

/** Given fields are written; `null` removes a field. */
export interface RouteUpdate {
  readonly state?: Settable<
    Omit<RouteStateRecord, 'version'>,
    'reason' | 'open_until' | 'prober' | 'override' | 'throttle'
  >;
  readonly settings?: Settable<
    Pick<
      RouteRecord,
      'name' | 'enabled' | 'unnamed_at' | 'order' | 'countries' | 'max_segments' | 'price_micros' | 'currency'
    >,
    'unnamed_at' | 'countries' | 'max_segments' | 'price_micros' | 'currency'
  >;
  /** The sealed secrets from its vendor's adapter, and the fields that belong to them. */
  readonly account?: Pick<
    RegisterAccountRequest,
    'sealed' | 'callback_key' | 'lookup' | 'receipts' | 'fields' | 'sender_rule' | 'carries'
  > &
    Pick<RouteRecord, 'source'>;
}

/** Why a route changed: one row of its history. */
export interface RouteEntry {
  /** `breaker`, `override`, `weight`, `throttle`, `settings` or `account`. */
  readonly what: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly reason: string;
  /** A principal, or `postrider`. */
  readonly by: string;
}

export interface RouteChangeRecord extends RouteEntry {
  readonly version: number;
  readonly at: Date;
}

/** The routes as all replicas share them. Every change names the version it was made from. */
export interface RouteStates {
  /** Those of every tenant whose vendor does not call back. */
  polled(): Promise<RouteRecord[]>;
  ofTenant(tenant: TenantId, environment?: Environment): Promise<RouteRecord[]>;
  byId(tenant: TenantId, id: string): Promise<RouteRecord | null>;
  /**
   * Writes if the version is unchanged, adds the history row, tells every replica. False: the version has changed, or
   * the tenant has no such route.
   */
  change(
    at: { readonly tenant?: TenantId; readonly id: string; readonly version: number },
    set: RouteUpdate,
    entry: RouteEntry,
  ): Promise<boolean>;
  /** Newest first. */
  history(tenant: TenantId, id: string, limit: number, before?: number): Promise<RouteChangeRecord[]>;
}

/** `routes` empty: a policy or sender of the tenant. */
export interface RouteAnnouncements {
  /** Makes a change, counts it and announces it. If the process dies meanwhile, the change is found within 5 s. */
  changingRoutes<Result>(tenant: TenantId, routes: readonly string[], change: () => Promise<Result>): Promise<Result>;
  /** Counts a change that is stored, of one tenant or of all of them, and announces it. */
  routesChanged(tenant: TenantId | undefined, routes: readonly string[]): Promise<void>;
}

export interface PolicyRecord {
  readonly environment: Environment;
  readonly version: number;
  readonly rules: readonly PolicyRule[];
  readonly updated_at: Date;
  readonly updated_by: string;
}

export interface Policies {
  read(tenant: TenantId, environment: Environment): Promise<PolicyRecord | null>;
  /** If the version before it is still stored (or the tenant has no policy yet); false otherwise. */
  save(tenant: TenantId, policy: PolicyRecord): Promise<boolean>;
}

export interface SenderRecord {
  readonly value: string;
  readonly routes: readonly string[];
}

/** One row of a sender's history; a row without routes is a deletion. */
export interface SenderChangeRecord {
  readonly version: number;
  readonly at: Date;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** A principal. */
  readonly by: string;
}

export interface Senders {
  ofTenant(tenant: TenantId): Promise<SenderRecord[]>;
  /** Without routes where there is none, or none any more; `version` counts its changes. */
  byValue(tenant: TenantId, value: string): Promise<SenderRecord & { readonly version: number }>;
  /** Writes where it still is as it was read, and adds the history row. False: somebody else was first. */
  change(
    tenant: TenantId,
    read: SenderRecord & { readonly version: number },
    change: Pick<SenderChangeRecord, 'to' | 'by'>,
  ): Promise<boolean>;
  /** Newest first; with `of`, those that gave or took one of these routes. */
  history(
    tenant: TenantId,
    value: string,
    page: { readonly limit: number; readonly before?: number; readonly of?: readonly string[] },
  ): Promise<SenderChangeRecord[]>;
}

/** Which account the settings of a vendor's adapters name: one for the whole installation. */
export interface SettingsPlaces {
  /** `at`: when the adapter started (ms since the epoch). False: the settings of a later start name another one. */
  take(place: string, account: string | undefined, at: number): Promise<boolean>;
  named(place: string): Promise<string | undefined>;
}

export interface Accounts {
  /** From an adapter's settings; returns its id. */
  upsert(tenant: TenantId, account: RegisterAccountRequest): Promise<string>;
  /** Stores which senders a vendor takes, for all its accounts of all tenants. False: nothing changed. */
  saveRule(vendor: string, rule: SenderRule): Promise<boolean>;
  /** Through the API; false if this id exists. */
  add(
    tenant: TenantId,
    account: RegisterAccountRequest,
    as: { readonly id: string; readonly name: string; readonly by: string },
  ): Promise<boolean>;
  find(vendor: string, by: { account?: string; callbackKey?: string }): Promise<Omit<VendorAccount, 'now'> | null>;
  /** Results of the vendor before `at` are known; never moves back. */
  polledTo(id: string, at: Date): Promise<void>;
}
