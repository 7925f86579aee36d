import type { Environment, RequestDocument } from '#libs/contracts';
import type { RequestKey, TenantId } from '#libs/kernel';
import { tenantOf } from '#libs/kernel';
import { insertManyUnordered, READ_BACK, SOFT, WriteGatherer } from '#libs/persistence';
import type { Requests } from '../../application/accept/ports.ts';
import type { Collections } from './collections.ts';
import { NumberBlocks } from './number-blocks.ts';

type Insertion = 'inserted' | 'same_id' | 'same_key';

/** Bytes of payload. */
const LARGE = 16 * 1024;
const MANY = 200;
const SOON_MS = 100;
const everyTenant = 'one gathered write contains the requests of many tenants';

export class MongoRequests implements Requests {
  private readonly numbers: NumberBlocks;
  /** A document of megabytes does not delay one of a kilobyte. */
  private readonly inserts: Readonly<Record<'small' | 'large', WriteGatherer<RequestDocument, Insertion>>>;
  private readonly ends: WriteGatherer<RequestKey, void>;
  private ended: RequestKey[] = [];
  private endTimer: NodeJS.Timeout | undefined;

  constructor(private readonly collections: Collections) {
    this.numbers = new NumberBlocks(collections);
    const flush = (requests: readonly RequestDocument[]) => this.insertAll(requests);
    const gatherer = () => new WriteGatherer({ name: 'requests', flush, maxInFlight: 2, waitAtMostMs: 2_000 });
    this.inserts = { small: gatherer(), large: gatherer() };
    this.ends = new WriteGatherer({ name: 'fan_out_ends', flush: (keys) => this.endAll(keys) });
  }

  insert(request: RequestDocument): Promise<Insertion> {
    return this.inserts[request.payload.length > LARGE ? 'large' : 'small'].add(request);
  }

  /**
   * Late, and many at once: until then a sweep would only find that every message is inserted, and `wake_at` is a grace
   * away. If the process dies before, the sweep does it.
   */
  fanOutEnded(key: RequestKey): void {
    this.ended.push(key);
    if (this.ended.length >= MANY) return this.endNow();
    this.endTimer ??= setTimeout(() => this.endNow(), SOON_MS).unref();
  }

  private endNow(): void {
    clearTimeout(this.endTimer);
    this.endTimer = undefined;
    for (const key of this.ended.splice(0)) this.ends.add(key).catch(() => undefined);
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
    const requests = this.collections.requests.acrossTenants('the sweep serves every tenant');
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

  async cancel(key: RequestKey, at: Date): Promise<RequestDocument | null> {
    const unmarked = { tenant: tenantOf(key), _id: key, cancel_at: { $exists: false } };
    await this.collections.requests.updateOne(unmarked, { $set: { cancel_at: at } });
    return this.byId(key);
  }

  async canceledAmong(keys: readonly RequestKey[]): Promise<Set<RequestKey>> {
    const requests = this.collections.requests.acrossTenants('a chunk may contain messages of many requests');
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
    this.endNow();
    await Promise.all([this.inserts.small.drain(), this.inserts.large.drain(), this.ends.drain()]);
  }

  private async insertAll(requests: readonly RequestDocument[]): Promise<Insertion[]> {
    const results = await insertManyUnordered(this.collections.requests.acrossTenants(everyTenant), requests);
    return results.map((result) => {
      if (result === 'inserted') return result;
      return result.duplicate === '_id_' ? ('same_id' as const) : ('same_key' as const);
    });
  }

  private async endAll(keys: readonly RequestKey[]): Promise<void[]> {
    const requests = this.collections.requests.acrossTenants(everyTenant);
    await requests.updateMany({ _id: { $in: [...keys] } }, { $unset: { wake_at: '' } }, SOFT);
    return keys.map(() => undefined);
  }
}
