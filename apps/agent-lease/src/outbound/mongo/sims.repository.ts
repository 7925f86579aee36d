import type { TenantId } from '#libs/kernel';
import type { Durability, Seen, SimKey, SimRecipients, SimStore, Step } from '../../application/budgets/ports.ts';
import type { PhoneMinute } from '../../domain/budgets/phone-minute.ts';
import { NEW_SIM, periodsOf, type Sim } from '../../domain/budgets/sim.ts';
import type { BudgetCollections, PhoneMinuteDocument, SimDocument } from './budget-collections.ts';
import { CompareAndSet } from './compare-and-set.ts';

/** Longer than any month, so that no period includes what was sent before. */
const FORGOTTEN_MS = 40 * 86_400_000;
const MINUTE_KEPT_MS = 86_400_000;

export class MongoSims implements SimStore {
  private readonly sims: CompareAndSet<Sim, SimDocument, Seen>;
  private readonly minutes: CompareAndSet<PhoneMinute, PhoneMinuteDocument, undefined>;

  constructor(
    private readonly collections: BudgetCollections,
    recipients: Pick<SimRecipients, 'count'>,
    now: () => number,
  ) {
    this.sims = new CompareAndSet(collections.sims, {
      stateOf: simOf,
      fieldsOf: (sim, { tenant, key }) => ({ tenant, sim: key, ...fieldsOf(sim, now()) }),
      seenBy: async ({ budget }, { tenant, key: sim }) => {
        const most = budget.recipients_per_month;
        if (most === undefined) return { recipients: 0 };
        const { start } = periodsOf(budget, now()).month;
        return { recipients: await recipients.count({ tenant, sim }, start, most) };
      },
    });
    this.minutes = new CompareAndSet(collections.minutes, {
      stateOf: (doc) => ({ leases: doc?.leases ?? [] }),
      fieldsOf: ({ leases }, { tenant }) => ({ tenant, leases, expires_at: new Date(now() + MINUTE_KEPT_MS) }),
      seenBy: async () => undefined,
    });
  }

  change<Result>({ tenant, sim }: SimKey, step: Step<Sim, Result, Seen>, how?: Durability): Promise<Result> {
    return this.sims.change(tenant, sim, step, how);
  }

  async read(tenant: TenantId, sims: readonly string[]): Promise<readonly Sim[]> {
    const ids = sims.map((sim) => `${tenant}.${sim}`);
    const found = await this.collections.sims
      .find({ tenant, _id: { $in: ids } }, { readConcern: { level: 'local' } })
      .toArray();
    const known = new Map(found.map((doc) => [doc._id, doc]));
    return ids.map((id) => simOf(known.get(id) ?? null));
  }

  changeMinute<Result>(
    tenant: TenantId,
    agent: string,
    step: Step<PhoneMinute, Result>,
    how?: Durability,
  ): Promise<Result> {
    return this.minutes.change(tenant, agent, step, how);
  }

  async due(now: number, limit: number): Promise<readonly (SimKey & Pick<Sim, 'leases'>)[]> {
    return this.collections.sims
      .acrossTenants('The sweep looks for leases that nobody settled.')
      .find({ check_at: { $lte: new Date(now) } })
      .sort({ check_at: 1 })
      .limit(limit)
      .project<SimKey & Pick<Sim, 'leases'>>({ tenant: 1, sim: 1, leases: 1 })
      .toArray();
  }

  resting(now: number): Promise<number> {
    return this.collections.sims
      .acrossTenants('A metric of the installation.')
      .countDocuments({ rests_until: { $gt: new Date(now) } });
  }
}

function simOf(doc: SimDocument | null): Sim {
  if (!doc) return NEW_SIM;
  const { budget, uses, leases, rest, learned } = doc;
  return { budget, uses, leases, ...(rest && { rest }), ...(learned && { learned }) };
}

/** Every field, so that those which are gone are removed. */
function fieldsOf(sim: Sim, now: number): Omit<Required<Fields>, 'sim'> {
  const { budget, uses, leases, rest, learned } = sim;
  const check = leases.reduce((first, { check_at }) => Math.min(first, check_at), Infinity);
  const hasBudget = Object.keys(budget).length > 0;
  return {
    budget,
    uses,
    leases,
    rest,
    learned,
    check_at: check < Infinity ? new Date(check) : undefined,
    rests_until: rest && rest.until > now ? new Date(rest.until) : undefined,
    expires_at: hasBudget ? undefined : new Date(now + FORGOTTEN_MS),
  } as Omit<Required<Fields>, 'sim'>;
}

type Fields = Omit<SimDocument, '_id' | 'tenant' | 'rev'>;
