import type { PoolQuery, PoolsQuery, PoolsReply, PoolView } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { inOrder, type PhoneRecord, type PoolRecord } from '../../domain/routing/phones.ts';
import type { Phones, Pools } from './ports.ts';

export interface PoolPorts {
  readonly phones: Phones;
  readonly pools: Pools;
}

/** The tenant's pools, in the order in which they are tried without a policy. */
export async function listPools({ phones, pools }: PoolPorts, query: PoolsQuery): Promise<PoolsReply> {
  const { environment } = query;
  const tenant = query.tenant as TenantId;
  const [found, all] = await Promise.all([pools.ofTenant(tenant, environment), phones.ofTenant(tenant, environment)]);
  const awake = awakeAmong(all);
  return { pools: inOrder(found).map((pool) => viewOf(pool, awake)) };
}

export async function readPool({ phones, pools }: PoolPorts, query: PoolQuery): Promise<PoolView> {
  const tenant = query.tenant as TenantId;
  const pool = (await pools.byId(tenant, query.id)) ?? noSuchPool();
  return viewOf(pool, awakeAmong(await phones.ofTenant(tenant, pool.environment)));
}

export function noSuchPool(): never {
  throw new PostriderError('not_found', 'There is no pool with this id.');
}

const awakeAmong = (phones: readonly PhoneRecord[]): ReadonlySet<string> =>
  new Set(phones.flatMap(({ _id, enabled, online }) => (enabled && online ? _id : [])));

const viewOf = (pool: PoolRecord, awake: ReadonlySet<string>): PoolView => {
  const { _id: id, name, environment, enabled, order, agents, version, created_at } = pool;
  return {
    id,
    name,
    environment,
    enabled,
    order,
    agents: [...agents],
    online: agents.filter((agent) => awake.has(agent)).length,
    version,
    created_at: created_at.toISOString(),
  };
};
