import { clock, type RequestKey, type TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type { AwaitedReceipts, DueRoute } from '../../application/ledger/ports.ts';
import type { AwaitedReceipt } from '../../domain/ledger/awaited-receipt.ts';
import type { Collections } from './collections.ts';

export class MongoAwaitedReceipts implements AwaitedReceipts {
  constructor(private readonly collections: Pick<Collections, 'awaited'>) {}

  async insert(rows: readonly AwaitedReceipt[]): Promise<void> {
    await insertManyUnordered(this.all, rows);
  }

  dueRoutes(): Promise<DueRoute[]> {
    return this.all
      .aggregate<DueRoute>([
        { $sort: { route: 1, due: 1 } },
        { $group: { _id: '$route', tenant: { $first: '$tenant' }, due: { $first: '$due' } } },
        { $match: { due: { $lte: new Date(clock.now()) } } },
        { $project: { _id: 0, route: '$_id', tenant: 1 } },
      ])
      .toArray();
  }

  async claim({ tenant, route }: DueRoute, until: number, limit: number): Promise<AwaitedReceipt[]> {
    const now = new Date(clock.now());
    const isDue = { tenant, route, due: { $lte: now } };
    const due = new Date(until);
    const found = await this.all.find({ ...isDue, until: { $gt: now } }, { sort: { due: 1 }, limit }).toArray();
    const those = { tenant, _id: { $in: found.map(({ _id }) => _id) } };
    const claimed = await this.all.updateMany({ ...those, due: { $lte: now } }, { $set: { due } });
    if (claimed.matchedCount === found.length) return found;
    // Another replica was first for some of them.
    return this.all.find({ ...those, due }).toArray();
  }

  async postpone(rows: readonly Pick<AwaitedReceipt, '_id' | 'tenant'>[], asked: number, due: number): Promise<void> {
    const { tenant } = rows[0]!;
    await this.all.updateMany({ tenant, _id: { $in: idsOf(rows) } }, { $set: { asked, due: new Date(due) } });
  }

  async remove(rows: readonly Pick<AwaitedReceipt, '_id' | 'tenant'>[]): Promise<void> {
    if (rows.length > 0) await this.all.deleteMany({ tenant: rows[0]!.tenant, _id: { $in: idsOf(rows) } });
  }

  ofRequests(tenant: TenantId, requests: readonly RequestKey[], limit: number): Promise<AwaitedReceipt[]> {
    const ranges = requests.map((key) => ({ _id: { $gte: `${key}.`, $lt: `${key}/` } }));
    return this.all.find({ tenant, $or: ranges, until: { $gt: new Date(clock.now()) } }, { limit }).toArray();
  }

  private get all() {
    return this.collections.awaited.acrossTenants('vendors are asked for the receipts of every tenant');
  }
}

const idsOf = (rows: readonly Pick<AwaitedReceipt, '_id'>[]): string[] => rows.map(({ _id }) => _id);
