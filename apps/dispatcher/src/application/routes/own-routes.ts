import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { PoolPorts } from '../phones/read-pools.ts';
import type { RouteRecord, RouteStates } from './ports.ts';

export interface OwnRoutePorts extends PoolPorts {
  readonly states: RouteStates;
}

export type OwnRoute = Pick<RouteRecord, '_id' | 'environment' | 'sender_rule'>;

/** The tenant's accounts, pools and phones, by id. */
export async function ownRoutes(
  { states, pools, phones }: OwnRoutePorts,
  tenant: TenantId,
  environment?: Environment,
): Promise<ReadonlyMap<string, OwnRoute>> {
  const all = await Promise.all([states, pools, phones].map((of) => of.ofTenant(tenant, environment)));
  return new Map(all.flat().map((route): [string, OwnRoute] => [route._id, route]));
}
