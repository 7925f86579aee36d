import type { Environment, PoolFields, PoolView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { environmentOf } from '../agents/environment-of.ts';
import { audited } from '../audit/audited.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import type { Tenants } from '../tenants/ports.ts';
import { seenPool } from './read-pools.ts';

export interface PoolWanted {
  readonly environment?: Environment;
  readonly fields: PoolFields;
}

export function createPool(
  { dispatcher, tenants, audit }: RoutePorts & { readonly tenants: Tenants },
  principal: Principal,
  { fields, ...wanted }: PoolWanted,
  clientIp: string,
): Promise<PoolView> {
  const act = { principal, action: 'pool.create', target: ({ id }: PoolView) => id, clientIp } as const;
  return audited(audit, act, async () => {
    const environment = await environmentOf(tenants, principal, wanted.environment);
    return dispatcher.pools.create({ tenant: principal.tenant, by: nameOf(principal), environment, fields });
  });
}

export function changePool(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: PoolFields },
  clientIp: string,
): Promise<PoolView> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: 'pool.change', target: id, reason, clientIp }, async () => {
    await seenPool(dispatcher, principal, id);
    return dispatcher.pools.change({ tenant: principal.tenant, by: nameOf(principal), id, change });
  });
}

export const deletePool = (
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<void> =>
  audited(audit, { principal, action: 'pool.delete', target: id, clientIp }, async () => {
    await seenPool(dispatcher, principal, id);
    await dispatcher.pools.delete({ tenant: principal.tenant, by: nameOf(principal), id });
  });
