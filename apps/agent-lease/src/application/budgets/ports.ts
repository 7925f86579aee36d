import type { LeasedMessage, SimBudget, SimUse } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

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
  /** 0: nothing now. */
  readonly messages: number;
  /** Absent: no bound. */
  readonly parts?: number;
  /** Hashes of the only recipients that may get a text; absent: everybody. */
  readonly recipients?: readonly string[];
  /** With 0 messages: when it is worth asking again. */
  readonly retryAfterMs?: number;
}

/** The budgets of SIMs. A reservation is written before the lease is asked for, and never lost. */
export interface SimBudgets {
  /** Reserves up to `wanted` messages under the lease's id. The same id again answers the same reservation. */
  reserve(of: SimOfPhone, leaseId: string, wanted: number): Promise<Reserved>;
  /** What the lease came to: the rest is released. Nothing was granted: everything is released. */
  granted(of: SimOfPhone, leaseId: string, leases: readonly LeasedMessage[]): Promise<void>;
  /** The phone reported its own limit: the SIM rests, and its limit is learned. */
  limitHit(of: SimOfPhone, nowMs: number): Promise<void>;
  save(of: SimOfPhone, budget: SimBudget): Promise<void>;
  /** In the order of `of`. */
  read(of: readonly SimOfPhone[]): Promise<readonly SimState[]>;
}

export interface SimState {
  readonly budget: SimBudget;
  readonly used: SimUse;
  readonly restsUntil?: Date;
}
