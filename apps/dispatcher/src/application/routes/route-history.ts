import type { RouteHistory, RouteHistoryQuery } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { RouteStates } from './ports.ts';
import { noSuchRoute } from './route-view.ts';

/** The changes of a route, newest first. */
export async function routeHistory(states: RouteStates, query: RouteHistoryQuery): Promise<RouteHistory> {
  const tenant = query.tenant as TenantId;
  if (!(await states.byId(tenant, query.id))) noSuchRoute();
  const changes = await states.history(tenant, query.id, query.limit, query.before);
  return { changes: changes.map(({ at, ...change }) => ({ ...change, at: at.toISOString() })) };
}
