import type { LeasedMessage, LeaseUse, SimBudget, SimUse } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { PhoneMinute } from '../../domain/budgets/phone-minute.ts';
import type { LimitName } from '../../domain/budgets/room.ts';
import type { Sim } from '../../domain/budgets/sim.ts';

/** The SIM through which a lease goes. Phones with the same SIM share its budget. */
export interface SimOfPhone {
  readonly tenant: TenantId;
  readonly agent: string;
  /** `sim-<16 hex>`: of what the phone tells about the SIM, else of the phone and the slot. */
  readonly sim: string;
  readonly slot: number;
}

/** What may be leased now. */
export interface Reserved {
  /** 0: nothing now, and nothing is reserved: the dispatcher need not be asked. */
  readonly messages: number;
  /** Absent: no bound. */
  readonly parts?: number;
  /** Hashes of the only recipients that may get a text, at most 5,000; absent: everybody. */
  readonly recipients?: readonly string[];
  /** Only what the lease holds already is answered: nothing is reserved, and there is nothing to settle. */
  readonly heldOnly?: true;
  /** With 0 messages: when it is worth asking again. */
  readonly retryAfterMs?: number;
}

/** The budgets of SIMs, and the limit of each phone. A reservation is written before the lease is asked for, and never lost. */
export interface SimBudgets {
  /**
   * Reserves up to `wanted` messages under the lease's id. The same id again, once it is settled or while there is no more
   * room, answers as many as it has, with no recipients and `heldOnly`: the dispatcher then grants nothing.
   */
  reserve(of: SimOfPhone, leaseId: string, wanted: number): Promise<Reserved>;
  /**
   * What the lease came to: the rest is released. Nothing was granted: everything is released. Never rejects. Not to be
   * called if the outcome of the call to the dispatcher is unknown: the sweep then asks what it came to.
   */
  granted(of: SimOfPhone, leaseId: string, leases: readonly LeasedMessage[]): Promise<void>;
  /** The phone reported its own limit: the SIM rests, and its limit is learned. */
  limitHit(of: SimOfPhone, nowMs: number): Promise<void>;
  /** Rejects with `invalid_field`. */
  save(of: SimOfPhone, budget: SimBudget): Promise<void>;
  /** In the order of `of`. */
  read(of: readonly SimOfPhone[]): Promise<readonly SimState[]>;
}

export interface SimState {
  readonly budget: SimBudget;
  readonly used: SimUse;
  readonly restsUntil?: Date;
}

export type SimKey = Pick<SimOfPhone, 'tenant' | 'sim'>;

/** The next state, if it changes, and what the caller gets. It may run again if somebody else wrote in between. */
export type Step<State, Result, Seen = void> = (
  state: State,
  seen: Seen,
) => { readonly next?: State; readonly result: Result };

/** What a step may have to know besides. */
export interface Seen {
  /** Different recipients since the month began; 0 if the SIM has no limit of them. */
  readonly recipients: number;
}

/** `soft`: a change that the sweep repeats if it is lost. */
export interface Durability {
  readonly soft: boolean;
}

export interface SimStore {
  change<Result>(of: SimKey, step: Step<Sim, Result, Seen>, how?: Durability): Promise<Result>;
  /** In their order. */
  read(tenant: TenantId, sims: readonly string[]): Promise<readonly Sim[]>;
  changeMinute<Result>(
    tenant: TenantId,
    agent: string,
    step: Step<PhoneMinute, Result>,
    how?: Durability,
  ): Promise<Result>;
  /** SIMs with leases about which the dispatcher is to be asked, longest due first. */
  due(now: number, limit: number): Promise<readonly (SimKey & Pick<Sim, 'leases'>)[]>;
  resting(now: number): Promise<number>;
}

/** Who got texts through a SIM. */
export interface SimRecipients {
  /** Repeats change nothing. */
  add(of: SimKey, lease: string, recipients: readonly string[], now: number): Promise<void>;
  /** Nobody got a text by the lease but these; `since`: it was counted under that time. */
  keepOnly(of: SimKey, lease: string, recipients: readonly string[], since: number): Promise<void>;
  /** Those since a time, counted up to `most`. */
  count(of: SimKey, since: number, most: number): Promise<number>;
  /** Hashes of those since a time, newest first. */
  newest(of: SimKey, since: number, most: number): Promise<readonly string[]>;
}

/** What became of leases; those that it does not know are missing. */
export interface LeaseUses {
  read(tenant: TenantId, agent: string, leases: readonly AskedLease[]): Promise<readonly LeaseUse[]>;
}

export interface AskedLease {
  readonly id: string;
  /** What the phone got before that under the same id is of another lease. */
  readonly since: Date;
}

/** What operators see of budgets. */
export interface BudgetTold {
  reserved(messages: number): void;
  granted(messages: number): void;
  refused(limit: LimitName): void;
  hitLimit(): void;
  swept(leases: number): void;
  givenBack(messages: number): void;
}
