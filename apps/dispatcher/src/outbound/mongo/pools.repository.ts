import type { Environment } from '#libs/contracts';
import { clock, newRequestId, type TenantId } from '#libs/kernel';
import { insertManyUnordered, type TenantFilter } from '#libs/persistence';
import type { Pools } from '../../application/phones/ports.ts';
import { USUAL_POOL, type PhoneRecord, type PoolRecord } from '../../domain/routing/phones.ts';
import type { Collections, PoolDocument } from './collections.ts';

const DUPLICATE_KEY = 11_000;
const BY = 'postrider';

export class MongoPools implements Pools {
  constructor(private readonly collections: Pick<Collections, 'pools'>) {}

  ofTenant(tenant: TenantId, environment?: Environment): Promise<PoolRecord[]> {
    const which = { tenant, ...(environment && { environment }) };
    return this.collections.pools.find(which).toArray();
  }

  byId(tenant: TenantId, id: string): Promise<PoolRecord | null> {
    return this.collections.pools.findOne({ tenant, _id: id });
  }

  async add(pool: PoolRecord): Promise<boolean> {
    const all = this.collections.pools.acrossTenants('the document names its tenant');
    const [result] = await insertManyUnordered(all, [pool]);
    return result === 'inserted';
  }

  async change(
    { tenant, _id, version }: Pick<PoolRecord, 'tenant' | '_id' | 'version'>,
    set: Parameters<Pools['change']>[1],
  ): Promise<'changed' | 'version_changed' | 'name_taken'> {
    const update = { $set: set, $inc: { version: 1 } };
    const written = await unlessTaken(() => this.collections.pools.updateOne({ tenant, _id, version }, update));
    if (!written) return 'name_taken';
    return written.matchedCount === 1 ? 'changed' : 'version_changed';
  }

  async remove(tenant: TenantId, id: string): Promise<boolean> {
    return (await this.collections.pools.deleteOne({ tenant, _id: id })).deletedCount === 1;
  }

  async join(phone: PhoneRecord, pool: string | undefined): Promise<void> {
    const isIn = pool !== undefined && (await this.joinNamed(phone, pool));
    if (!isIn) await this.joinUsual(phone);
  }

  async leave({ tenant, _id }: PhoneRecord): Promise<void> {
    const update = { $pull: { agents: _id }, ...changed() };
    await this.collections.pools.updateMany({ tenant, agents: _id } as TenantFilter<PoolDocument>, update);
  }

  /** False: the pool is gone, or of the other environment. */
  private async joinNamed({ tenant, environment, _id }: PhoneRecord, pool: string): Promise<boolean> {
    const named = { tenant, _id: pool, environment };
    const without = { ...named, agents: { $ne: _id } } as TenantFilter<PoolDocument>;
    const { matchedCount } = await this.collections.pools.updateOne(without, {
      $addToSet: { agents: _id },
      ...changed(),
    });
    return matchedCount === 1 || (await this.collections.pools.findOne(named)) !== null;
  }

  /** One write makes the pool or adds the phone. A duplicate: the phone is in it, or another one has just made it. */
  private async joinUsual({ tenant, environment, _id }: PhoneRecord): Promise<void> {
    const usual = { tenant, environment, name: USUAL_POOL };
    const without = { ...usual, agents: { $ne: _id } } as TenantFilter<PoolDocument>;
    const made = { _id: `pool-${newRequestId()}`, enabled: true, order: 100, created_at: new Date(clock.now()) };
    const update = { $addToSet: { agents: _id }, ...changed(), $setOnInsert: made };
    const join = () => unlessTaken(() => this.collections.pools.updateOne(without, update, { upsert: true }));
    if (!(await join())) await join();
  }
}

const changed = () => ({
  $inc: { version: 1 },
  $set: { updated_at: new Date(clock.now()), updated_by: BY },
});

/** Undefined: the unique name refused it. */
async function unlessTaken<Result>(write: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: unknown }).code === DUPLICATE_KEY) return undefined;
    throw error;
  }
}
