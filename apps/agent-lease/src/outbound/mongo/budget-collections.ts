import type { SimBudget } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { MongoSession, OfTenant, TenantCollection } from '#libs/persistence';
import type { LeaseEntry } from '../../domain/budgets/lease-entry.ts';
import type { PhoneLease } from '../../domain/budgets/phone-minute.ts';
import type { Learned, Rest } from '../../domain/budgets/rest.ts';
import type { Use } from '../../domain/budgets/uses.ts';
import type { Revised } from './compare-and-set.ts';

/** `_id` is `<tenant>.<sim>`. */
export interface SimDocument extends Revised {
  readonly sim: string;
  readonly budget: SimBudget;
  readonly uses: readonly Use[];
  readonly leases: readonly LeaseEntry[];
  readonly rest?: Rest;
  readonly learned?: Learned;
  /** When the dispatcher is asked about the first of its leases. */
  readonly check_at?: Date;
  readonly rests_until?: Date;
  /** Of a SIM without a budget: it is forgotten when no period includes what it sent. */
  readonly expires_at?: Date;
}

/** `_id` is `<tenant>.<agent>`. */
export interface PhoneMinuteDocument extends Revised {
  readonly leases: readonly PhoneLease[];
  readonly expires_at: Date;
}

/** A recipient of a SIM; `_id` is `<tenant>.<sim>.<hash of the recipient>`. */
export interface SimRecipientDocument extends OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly sim: string;
  readonly recipient: string;
  /** The last text, to a quarter of an hour. */
  readonly last_at: Date;
  /** The leases since then that may come back unstarted. */
  readonly leases: readonly string[];
  /** A text of these was sent for certain, or there are too many leases to remember. */
  readonly sure?: boolean;
  /** The last text before. */
  readonly before?: Date;
  readonly expires_at: Date;
}

export interface BudgetCollections {
  readonly sims: TenantCollection<SimDocument>;
  readonly recipients: TenantCollection<SimRecipientDocument>;
  readonly minutes: TenantCollection<PhoneMinuteDocument>;
}

export const budgetCollectionsOf = (session: MongoSession): BudgetCollections => ({
  sims: session.tenantCollection<SimDocument>('sims'),
  recipients: session.tenantCollection<SimRecipientDocument>('sim_recipients'),
  minutes: session.tenantCollection<PhoneMinuteDocument>('phone_minutes'),
});
