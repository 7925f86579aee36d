import type { RouteHistoryEntry } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { readRoute, type RoutePorts } from './read-route.ts';

/** Changes of a route, newest first. */
export async function readRouteHistory(
  ports: RoutePorts,
  principal: Principal,
  page: { readonly id: string; readonly limit: number; readonly before?: number },
  clientIp: string,
): Promise<readonly RouteHistoryEntry[]> {
  await readRoute(ports, principal, page.id, clientIp);
  const { changes } = await ports.dispatcher.routes.history({ tenant: principal.tenant, ...page });
  return changes;
}
