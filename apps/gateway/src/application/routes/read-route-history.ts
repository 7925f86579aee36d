import type { RouteHistoryEntry } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { readRoute, type RoutePorts } from './read-route.ts';

/** Changes of a route, newest first. */
export async function readRouteHistory(
  ports: RoutePorts,
  principal: Principal,
  page: { readonly id: string; readonly limit: number; readonly before?: number },
  from: string,
): Promise<readonly RouteHistoryEntry[]> {
  await readRoute(ports, principal, page.id, from);
  const { changes } = await ports.dispatcher.routes.history({ tenant: principal.tenant, ...page });
  return changes;
}
