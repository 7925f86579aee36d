import type { Environment, MessageDocument } from '#libs/contracts';
import type { Holder, MessageKey, TenantId } from '#libs/kernel';
import type { PhoneRecord, PoolRecord } from '../../domain/routing/phones.ts';

export interface Phones {
  byId(tenant: TenantId, id: string): Promise<PhoneRecord | null>;
  /** Without the revoked ones. */
  ofTenant(tenant: TenantId, environment?: Environment): Promise<PhoneRecord[]>;
  /** False: a version as new is stored already, or another tenant has a phone of this id. */
  save(phone: PhoneRecord): Promise<boolean>;
}

type PoolChange = Partial<Pick<PoolRecord, 'name' | 'enabled' | 'order' | 'agents'>> &
  Pick<PoolRecord, 'updated_at' | 'updated_by'>;

export interface Pools {
  ofTenant(tenant: TenantId, environment?: Environment): Promise<PoolRecord[]>;
  byId(tenant: TenantId, id: string): Promise<PoolRecord | null>;
  /** False: another pool of the environment has its name. */
  add(pool: PoolRecord): Promise<boolean>;
  /** Writes if the version is unchanged. `name_taken`: another pool of the environment has the new name. */
  change(
    at: Pick<PoolRecord, 'tenant' | '_id' | 'version'>,
    set: PoolChange,
  ): Promise<'changed' | 'version_changed' | 'name_taken'>;
  /** False: there is none. */
  remove(tenant: TenantId, id: string): Promise<boolean>;
  /** Adds the phone to its pool, or to the usual one of its environment, which is made if needed. Repeatable. */
  join(phone: PhoneRecord, pool: string | undefined): Promise<void>;
  /** Takes the phone out of all pools. */
  leave(phone: PhoneRecord): Promise<void>;
}

export interface LeasedTo {
  readonly route: string;
  readonly agent: string;
  /** The id of the lease. */
  readonly holder: Holder;
  readonly leasedAt: Date;
  readonly wakeAt: Date;
  readonly awaitsStart: boolean;
  readonly possibleDuplicate: boolean;
}

export interface Renewal {
  readonly now: Date;
  /** Leases from before this are not prolonged. */
  readonly leasedAfter: Date;
  readonly wakeAt: Date;
}

/** Messages of one fence that go to the same phone by one route. */
export interface LeaseWrite {
  readonly keys: readonly MessageKey[];
  readonly fence: number;
  readonly to: LeasedTo;
}

/** The messages that phones fetch, start and report. Every write names status and fence. */
export interface PhoneMessages {
  /** Waiting for phones of these routes, in the order in which they are leased. */
  waiting(
    tenant: TenantId,
    routes: readonly string[],
    of: { readonly limit: number; readonly countries?: readonly string[] },
  ): Promise<MessageDocument[]>;
  /** Returns the keys that are held by their lease now. */
  lease(writes: readonly LeaseWrite[]): Promise<ReadonlySet<MessageKey>>;
  /** Held now under one of the leases. */
  underLeases(tenant: TenantId, agents: readonly string[], holders: readonly string[]): Promise<MessageDocument[]>;
  /** The same, whatever became of them. */
  everUnder(tenant: TenantId, agent: string, holders: readonly string[]): Promise<MessageDocument[]>;
  held(tenant: TenantId, agent: string, limit: number): Promise<MessageDocument[]>;
  counts(
    tenant: TenantId,
    agent: string,
    most: number,
  ): Promise<{ assigned: number; sending: number; waiting: number }>;
  /** ASSIGNED at this fence to SENDING; the lease ends when it would have. Returns how many. */
  start(keys: readonly MessageKey[], fence: number, now: Date): Promise<number>;
  /** Returns how many were prolonged. */
  renew(keys: readonly MessageKey[], fence: number, of: Renewal): Promise<number>;
  /** ASSIGNED at this fence back to PENDING; returns how many. `before`: those whose lease had ended by then. */
  takeBack(keys: readonly MessageKey[], fence: number, wakeAt: Date, before?: Date): Promise<number>;
  /** Leased to the phone and not started. */
  unstarted(tenant: TenantId, agent: string, limit: number): Promise<MessageDocument[]>;
  /** SENDING at this fence: looked at now. */
  lookNow(keys: readonly MessageKey[], fence: number, now: Date): Promise<void>;
  /**
   * Makes unpinned messages due that wait for phones of these routes; returns how many. `outside`: those alone whose
   * recipients are in none of these countries.
   */
  wakeQueued(tenant: TenantId, routes: readonly string[], limit: number, outside?: readonly string[]): Promise<number>;
  /** Makes messages due that wait for these routes in the queue of another one; returns how many. */
  wakeWaiting(tenant: TenantId, routes: readonly string[], limit: number): Promise<number>;
}

/** Tells phones that poll that messages wait. A lost hint costs time, nothing else. */
export interface PhoneHints {
  waiting(route: string, count: number): void;
}
