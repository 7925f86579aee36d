import { MongoServerError } from 'mongodb';
import type { TenantId } from '#libs/kernel';
import { SOFT, WriteGatherer } from '#libs/persistence';
import type { Counter, Quotas, Reserved } from '../../application/accept/ports.ts';
import type { Collections } from './collections.ts';

interface Wanted {
  readonly counter: Counter;
  readonly count: number;
  readonly limit: number;
}

const KEPT_MS = 86_400_000;
const DUPLICATE_KEY = 11_000;

export class MongoQuotas implements Quotas {
  private readonly reservations = new WriteGatherer<Wanted, Reserved>({
    name: 'quotas',
    flush: (wanted) => this.reserveAll(wanted),
    waitAtMostMs: 2_000,
  });

  constructor(private readonly collections: Pick<Collections, 'quotas'>) {}

  async reserve(counter: Counter, count: number, limit: number): Promise<Reserved> {
    return this.reservations.add({ counter, count, limit });
  }

  async release({ id: _id, tenant }: Counter, count: number): Promise<void> {
    const back = this.collections.quotas.updateOne({ tenant, _id }, { $inc: { used: -count } }, SOFT);
    await back.catch(() => undefined);
  }

  async used(tenant: TenantId, counters: readonly Counter[]): Promise<number[]> {
    const ids = counters.map(({ id }) => id);
    const found = await this.collections.quotas.find({ tenant, _id: { $in: ids } }).toArray();
    const values = new Map(found.map(({ _id, used }) => [_id, used]));
    return ids.map((id) => values.get(id) ?? 0);
  }

  drain(): Promise<void> {
    return this.reservations.drain();
  }

  private async reserveAll(wanted: readonly Wanted[]): Promise<(Reserved | Error)[]> {
    const results = new Map<Wanted, Reserved | Error>();
    const groups = [...Map.groupBy(wanted, ({ counter }) => counter.id).values()];
    await Promise.all(
      groups.map(async (group) => {
        try {
          const { used, fit } = await this.reserveInOrder(group);
          for (const one of group) results.set(one, { ok: fit.has(one), used });
        } catch (error) {
          for (const one of group) results.set(one, error as Error);
        }
      }),
    );
    return wanted.map((one) => results.get(one)!);
  }

  /** All of one counter in one write; if there is no room for all, those that fit, in their order. */
  private async reserveInOrder(group: readonly Wanted[]): Promise<{ used: number; fit: ReadonlySet<Wanted> }> {
    const { id: _id, tenant } = group[0]!.counter;
    for (let fit = group; ;) {
      const added = await this.add(fit);
      if (added !== undefined) return { used: added, fit: new Set(fit) };

      // The filter of the write decides; this value only chooses which calls to try.
      const known = await this.collections.quotas.findOne({ tenant, _id }, { readConcern: { level: 'local' } });
      const used = known?.used ?? 0;
      fit = fitting(group, used);
      if (fit.length === 0) return { used, fit: new Set() };
    }
  }

  /** The counter after it, or undefined if there is not room for all. */
  private async add(group: readonly Wanted[]): Promise<number | undefined> {
    const { id: _id, tenant, endsAt } = group[0]!.counter;
    const sum = group.reduce((total, { count }) => total + count, 0);
    const before = highestBefore(group);
    if (before < 0) return undefined;
    const expires_at = new Date(endsAt + KEPT_MS);
    try {
      const counter = await this.collections.quotas.findOneAndUpdate(
        { tenant, _id, used: { $lte: before } },
        { $inc: { used: sum }, $setOnInsert: { expires_at } },
        { upsert: true, returnDocument: 'after' },
      );
      return counter!.used;
    } catch (error) {
      // The counter exists and is too high, so that the upsert tried to insert another one.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return undefined;
      throw error;
    }
  }
}

/** The highest value of the counter at which each of the group fits after those before it. */
function highestBefore(group: readonly Wanted[]): number {
  let sum = 0;
  let highest = Infinity;
  for (const { count, limit } of group) {
    sum += count;
    highest = Math.min(highest, limit - sum);
  }
  return highest;
}

function fitting(group: readonly Wanted[], used: number): Wanted[] {
  let sum = used;
  return group.filter(({ count, limit }) => {
    if (sum + count > limit) return false;
    sum += count;
    return true;
  });
}
