import type { Environment, RequestDocument } from '#libs/contracts';
import type { RequestKey, TenantId } from '#libs/kernel';
import { tenantOf } from '#libs/kernel';
import { insertManyUnordered, READ_BACK, WriteGatherer } from '#libs/persistence';
import type { Requests } from '../../application/ports.ts';
import type { Collections } from './collections.ts';
import { NumberBlocks } from './number-blocks.ts';

const everyTenant = 'one gathered write carries the requests of many tenants';

export class MongoRequests implements Requests {
  private readonly numbers: NumberBlocks;
  private readonly inserts: WriteGatherer<RequestDocument, 'inserted' | 'same_id' | 'same_key'>;
  private readonly ends: WriteGatherer<RequestKey, void>;

  constructor(private readonly collections: Collections) {
    this.numbers = new NumberBlocks(collections);
    this.inserts = new WriteGatherer({
      name: 'requests',
      flush: (requests) => this.insertAll(requests),
      waitAtMostMs: 2_000,
    });
    this.ends = new WriteGatherer({ name: 'fan_out_ends', flush: (keys) => this.endAll(keys) });
  }

  insert(request: RequestDocument): Promise<'inserted' | 'same_id' | 'same_key'> {
    return this.inserts.add(request);
  }

  fanOutEnded(key: RequestKey): Promise<void> {
    return this.ends.add(key);
  }

  byId(key: RequestKey, { latest = false } = {}): Promise<RequestDocument | null> {
    return this.collections.requests.findOne({ tenant: tenantOf(key), _id: key }, latest ? READ_BACK : {});
  }

  byIdempotencyKey(
    tenant: TenantId,
    environment: Environment,
    operation: string,
    idempotencyKey: string,
    { latest = false } = {},
  ): Promise<RequestDocument | null> {
    const held = { tenant, environment, operation, idempotency_key: idempotencyKey };
    return this.collections.requests.findOne(held, latest ? READ_BACK : {});
  }

  due(now: number, limit: number): Promise<RequestDocument[]> {
    const requests = this.collections.requests.acrossTenants('the sweep looks after every tenant');
    return requests
      .find({ wake_at: { $lte: new Date(now) } })
      .sort({ wake_at: 1 })
      .limit(limit)
      .toArray();
  }

  async postpone(key: RequestKey, until: Date): Promise<void> {
    const waiting = { tenant: tenantOf(key), _id: key, wake_at: { $exists: true } };
    await this.collections.requests.updateOne(waiting, { $set: { wake_at: until } });
  }

  async canceledAmong(keys: readonly RequestKey[]): Promise<Set<RequestKey>> {
    const requests = this.collections.requests.acrossTenants('a chunk may hold messages of many requests');
    const canceled = requests.find(
      { _id: { $in: [...keys] }, cancel_at: { $exists: true } },
      { projection: { _id: 1 } },
    );
    return new Set((await canceled.toArray()).map(({ _id }) => _id));
  }

  reserveNumbers(tenant: TenantId, count: number): Promise<number> {
    return this.numbers.reserve(tenant, count);
  }

  async drain(): Promise<void> {
    await Promise.all([this.inserts.drain(), this.ends.drain()]);
  }

  private async insertAll(requests: readonly RequestDocument[]) {
    const results = await insertManyUnordered(this.collections.requests.acrossTenants(everyTenant), requests);
    return results.map((result) => {
      if (result === 'inserted') return result;
      return result.duplicate === '_id_' ? ('same_id' as const) : ('same_key' as const);
    });
  }

  private async endAll(keys: readonly RequestKey[]): Promise<void[]> {
    const requests = this.collections.requests.acrossTenants(everyTenant);
    await requests.updateMany({ _id: { $in: [...keys] } }, { $unset: { wake_at: '' } });
    return keys.map(() => undefined);
  }
}
