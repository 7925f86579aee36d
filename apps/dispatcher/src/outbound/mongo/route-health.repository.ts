import { firstRequestIdAt, requestKey, type MessageKey, type TenantId } from '#libs/kernel';
import type { HealthStore, ReceiptShare, SeenOfRoute } from '../../application/routing/ports.ts';
import type { Collections } from './collections.ts';

/** One document for each route and replica, replaced every few seconds while there is new data. */
export class MongoRouteHealth implements HealthStore {
  constructor(private readonly collections: Pick<Collections, 'health' | 'messages'>) {}

  async put(seen: readonly SeenOfRoute[]): Promise<void> {
    if (seen.length === 0) return;
    const all = this.collections.health.acrossTenants('each document has the tenant of its route');
    const writes = seen.map(({ at, ...rest }) => ({
      replaceOne: {
        filter: { _id: `${rest.route}.${rest.by}` },
        replacement: { ...rest, at: new Date(at) },
        upsert: true,
      },
    }));
    await all.bulkWrite(writes, { ordered: false });
  }

  async of(routes: readonly string[]): Promise<SeenOfRoute[]> {
    const all = this.collections.health.acrossTenants('the routes were found by their tenant');
    const found = await all.find({ route: { $in: [...routes] } }).toArray();
    return found.map(({ _id: _, at, ...seen }) => ({ ...seen, at: at.getTime() }));
  }

  async receiptsOf(tenant: TenantId, from: number, until: number, limit: number): Promise<ReceiptShare[]> {
    const range = { $gte: keyAt(tenant, from), $lt: keyAt(tenant, until) };
    const projection = { route: 1, status: 1 };
    const messages = this.collections.messages.find({ tenant, _id: range }, { projection }).limit(limit);
    const shares = new Map<string, { accepted: number; receipted: number }>();
    for (const { route, status } of await messages.toArray()) {
      if (!route || !ACCEPTED.has(status)) continue;
      const share = shares.get(route) ?? { accepted: 0, receipted: 0 };
      share.accepted += 1;
      if (status !== 'SENT') share.receipted += 1;
      shares.set(route, share);
    }
    return [...shares].map(([route, share]) => ({ route, ...share }));
  }
}

const ACCEPTED = new Set(['SENT', 'DELIVERED', 'UNDELIVERED']);

const keyAt = (tenant: TenantId, ms: number): MessageKey =>
  `${requestKey(tenant, firstRequestIdAt(ms))}.` as MessageKey;
