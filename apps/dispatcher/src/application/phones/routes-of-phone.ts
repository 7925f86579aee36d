import { ENVIRONMENTS } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { RoutingFacts } from '../../domain/routing/route.ts';
import type { RouteTable } from '../routing/route-table.ts';

const indexes = new WeakMap<RoutingFacts['routes'], ReadonlyMap<string, readonly string[]>>();

/** The routes whose messages a phone gets, its own first; none if it is unknown or disabled. */
export async function routesOfPhone(
  table: Pick<RouteTable, 'factsOf'>,
  tenant: TenantId,
  agent: string,
): Promise<readonly string[]> {
  for (const environment of ENVIRONMENTS) {
    const found = indexOf((await table.factsOf(tenant, environment)).routes).get(agent);
    if (found?.includes(agent)) return found;
  }
  return [];
}

/** Made once for all phones of the tenant, until its routes change. */
function indexOf(routes: RoutingFacts['routes']): ReadonlyMap<string, readonly string[]> {
  const made = indexes.get(routes);
  if (made) return made;
  const index = new Map<string, string[]>();
  for (const { id, enabled, phones } of routes) {
    if (!enabled) continue;
    for (const agent of phones?.agents ?? []) index.set(agent, [...(index.get(agent) ?? []), id]);
  }
  indexes.set(routes, index);
  return index;
}
