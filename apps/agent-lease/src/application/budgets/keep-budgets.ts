import type { LeasedMessage, SimBudget } from '#libs/contracts';
import type { Log } from '#libs/observability';
import { checkBudget } from '../../domain/budgets/check-budget.ts';
import { reserveMinute, settleMinute } from '../../domain/budgets/phone-minute.ts';
import { grant, hitLimit, periodsOf, reserve, usedNow, type Allowed, type Sim } from '../../domain/budgets/sim.ts';
import type {
  BudgetTold,
  Reserved,
  SimBudgets,
  SimOfPhone,
  SimRecipients,
  SimState,
  SimStore,
  Seen,
  Step,
} from './ports.ts';

export interface KeepBudgetsPorts {
  readonly sims: SimStore;
  readonly recipients: SimRecipients;
  readonly told: BudgetTold;
  readonly log: Pick<Log, 'warn'>;
  /** Messages that one phone gets in any 60 s; 0: no limit. */
  readonly perMinute: number;
  readonly now: () => number;
}

/** Recipients named to the dispatcher in one call. */
const MOST_KNOWN = 5_000;
/** Counted for people. */
const MOST_COUNTED = 100_000;
/** Nobody is told to come back later than that: budgets may change. */
const LONGEST_WAIT_MS = 3_600_000;

export class KeepBudgets implements SimBudgets {
  constructor(private readonly ports: KeepBudgetsPorts) {}

  async reserve(of: SimOfPhone, leaseId: string, wanted: number): Promise<Reserved> {
    const { told } = this.ports;
    const now = this.ports.now();
    const room = await this.reserveMinute(of, leaseId, wanted, now);
    if (typeof room !== 'number') return room;

    const allowed = await this.reserveSim(of, leaseId, room);
    if (allowed.messages === 0) {
      told.refused(allowed.refusedBy!);
      await this.settleMinute(of, leaseId, 0);
      return refused(allowed, now);
    }
    told.reserved(allowed.messages);
    const { messages, parts } = allowed;
    const recipients = await this.named(of, allowed);
    return {
      messages,
      ...(parts !== undefined && { parts }),
      ...(recipients && { recipients }),
      ...(allowed.recipients === 'nobody' && { heldOnly: true }),
    };
  }

  async granted(of: SimOfPhone, leaseId: string, leases: readonly LeasedMessage[]): Promise<void> {
    const { sims, recipients, told, log } = this.ports;
    const now = this.ports.now();
    try {
      const parts = leases.reduce((sum, message) => sum + message.parts, 0);
      const amount = { messages: leases.length, parts };
      const hashes = new Set(leases.map(({ recipient }) => recipient));
      await recipients.add(of, leaseId, [...hashes], now);
      const step: Step<Sim, undefined, Seen> = (sim) => ({
        next: grant(sim, of.agent, leaseId, amount, now),
        result: undefined,
      });
      await Promise.all([sims.change(of, step, SOFT), this.settleMinute(of, leaseId, leases.length)]);
      told.granted(leases.length);
    } catch (error) {
      log.warn('budget.settled_later', { lease: leaseId, err: error });
    }
  }

  async limitHit(of: SimOfPhone, nowMs: number): Promise<void> {
    const rests = await this.ports.sims.change(of, (sim) => {
      const next = hitLimit(sim, nowMs);
      return next === sim ? { result: false } : { next, result: true };
    });
    if (rests) this.ports.told.hitLimit();
  }

  async save(of: SimOfPhone, given: SimBudget): Promise<void> {
    const budget = checkBudget(given, this.ports.perMinute);
    await this.ports.sims.change(of, (sim) => ({ next: { ...sim, budget }, result: undefined }));
  }

  async read(of: readonly SimOfPhone[]): Promise<readonly SimState[]> {
    const now = this.ports.now();
    const byTenant = Map.groupBy(of, ({ tenant }) => tenant);
    const states = new Map<string, SimState>();
    for (const [tenant, group] of byTenant) {
      const ids = [...new Set(group.map(({ sim }) => sim))];
      const sims = await this.ports.sims.read(tenant, ids);
      await Promise.all(
        sims.map(async (sim, i) => states.set(`${tenant}.${ids[i]}`, await this.stateOf(tenant, ids[i]!, sim, now))),
      );
    }
    return of.map(({ tenant, sim }) => states.get(`${tenant}.${sim}`)!);
  }

  private async stateOf(tenant: SimOfPhone['tenant'], id: string, sim: Sim, now: number): Promise<SimState> {
    const { start } = periodsOf(sim.budget, now).month;
    const recipients = await this.ports.recipients.count({ tenant, sim: id }, start, MOST_COUNTED);
    const rests = sim.rest && sim.rest.until > now;
    return {
      budget: sim.budget,
      used: { ...usedNow(sim, now), recipients },
      ...(rests && { restsUntil: new Date(sim.rest.until) }),
    };
  }

  /** How many the phone may get over all its SIMs, or the refusal. */
  private async reserveMinute(of: SimOfPhone, lease: string, wanted: number, now: number): Promise<number | Reserved> {
    const { perMinute, sims, told } = this.ports;
    if (perMinute === 0) return wanted;
    // Nothing is written for a SIM that may send nothing.
    const first = await this.previewed(of, lease, wanted, now);
    if (first.messages === 0) {
      told.refused(first.refusedBy!);
      return refused(first, now);
    }
    if (first.recipients === 'nobody') return wanted;

    const room = await sims.changeMinute(of.tenant, of.agent, (minute) => {
      const { next, room: result } = reserveMinute(minute, lease, Math.min(wanted, first.messages), perMinute, now);
      return { ...(next && { next }), result };
    });
    if (room.messages > 0 || room.isKnown) return room.messages;
    told.refused('phone');
    return refused({ messages: 0, until: room.at }, now);
  }

  private async previewed(of: SimOfPhone, lease: string, wanted: number, now: number): Promise<Allowed> {
    const step: Step<Sim, Allowed, Seen> = (sim, { recipients }) => ({
      result: reserve(sim, { lease, agent: of.agent, wanted, now, recipients }).allowed,
    });
    return this.ports.sims.change(of, step);
  }

  private reserveSim(of: SimOfPhone, lease: string, wanted: number): Promise<Allowed> {
    return this.ports.sims.change(of, (sim, { recipients }) => {
      const { next, allowed } = reserve(sim, { lease, agent: of.agent, wanted, now: this.ports.now(), recipients });
      return { ...(next && { next }), result: allowed };
    });
  }

  private async settleMinute({ tenant, agent }: SimOfPhone, lease: string, messages: number): Promise<void> {
    if (this.ports.perMinute === 0) return;
    await this.ports.sims.changeMinute(
      tenant,
      agent,
      (minute) => ({ next: settleMinute(minute, lease, messages, this.ports.now()), result: undefined }),
      SOFT,
    );
  }

  private async named(of: SimOfPhone, { recipients }: Allowed): Promise<readonly string[] | undefined> {
    if (!recipients) return undefined;
    if (recipients === 'nobody') return [];
    const [sim] = await this.ports.sims.read(of.tenant, [of.sim]);
    const { start } = periodsOf(sim!.budget, this.ports.now()).month;
    return this.ports.recipients.newest(of, start, MOST_KNOWN);
  }
}

const SOFT = { soft: true };

const refused = ({ until }: Pick<Allowed, 'messages' | 'until'>, now: number): Reserved => ({
  messages: 0,
  retryAfterMs: Math.min(LONGEST_WAIT_MS, Math.max(1, (until ?? now) - now)),
});
