import type { TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type { Collections } from './collections.ts';

/** More than the largest request, so that one block always fits. */
const BLOCK = 10_000;

interface Left {
  next: number;
  end: number;
}

/** Integers per tenant, taken in blocks by insert; unused numbers of a replica's block are a gap. */
export class NumberBlocks {
  private readonly left = new Map<TenantId, Left>();
  private readonly claiming = new Map<TenantId, Promise<void>>();

  constructor(private readonly collections: Collections) {}

  async reserve(tenant: TenantId, count: number): Promise<number> {
    for (;;) {
      const left = this.left.get(tenant);
      if (left && left.next + count <= left.end) {
        const first = left.next;
        left.next += count;
        return first;
      }
      await this.claimOnce(tenant);
    }
  }

  private claimOnce(tenant: TenantId): Promise<void> {
    const running = this.claiming.get(tenant) ?? this.claim(tenant).finally(() => this.claiming.delete(tenant));
    this.claiming.set(tenant, running);
    return running;
  }

  private async claim(tenant: TenantId): Promise<void> {
    const { numbers } = this.collections;
    for (let block = await this.lastTaken(tenant); ;) {
      block += 1;
      const _id = `${tenant}.${String(block).padStart(10, '0')}`;
      const [result] = await insertManyUnordered(numbers.acrossTenants('the id includes the tenant'), [
        { _id, tenant },
      ]);
      if (result !== 'inserted') continue;
      this.left.set(tenant, { next: block * BLOCK + 1, end: (block + 1) * BLOCK + 1 });
      return;
    }
  }

  private async lastTaken(tenant: TenantId): Promise<number> {
    const last = await this.collections.numbers
      .find({ tenant, _id: { $gte: `${tenant}.`, $lt: `${tenant}/` } })
      .sort({ _id: -1 })
      .limit(1)
      .next();
    return last ? Number(last._id.slice(tenant.length + 1)) : -1;
  }
}
