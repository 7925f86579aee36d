import type { PoolView } from '#libs/contracts';
import { sees, type Principal } from '../../domain/principal.ts';
import { nothingHere, read } from '../audit/audited.ts';
import type { Dispatcher } from '../ports.ts';
import type { RoutePorts } from '../routes/read-route.ts';

export async function listPools(
  { dispatcher }: Pick<RoutePorts, 'dispatcher'>,
  { tenant, environment }: Principal,
): Promise<readonly PoolView[]> {
  return (await dispatcher.pools.list({ tenant, ...(environment && { environment }) })).pools;
}

export const readPool = (
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<PoolView> =>
  read(audit, { principal, action: 'pool.read', target: id, clientIp }, () => seenPool(dispatcher, principal, id));

/** A pool of the principal's tenant and environment; `not_found` for any other. */
export async function seenPool(dispatcher: Dispatcher, principal: Principal, id: string): Promise<PoolView> {
  const found = await dispatcher.pools.read({ tenant: principal.tenant, id });
  if (!sees(principal, found.environment)) throw nothingHere();
  return found;
}
