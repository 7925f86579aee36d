import type { ForceRouteRequest, RouteView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenRoute, type RoutePorts } from './read-route.ts';
import { audited } from '../audit/audited.ts';

/** An operator's setting in place of the breaker's state; the reason is stored only in the route's history. */
export function forceRoute(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { id, ...given }: Pick<ForceRouteRequest, 'id' | 'force' | 'for_s' | 'reason'>,
  clientIp: string,
): Promise<RouteView> {
  return audited(audit, { principal, action: 'route.force', target: id, reason: given.force, clientIp }, async () => {
    await seenRoute(dispatcher, principal, id);
    return dispatcher.routes.force({ tenant: principal.tenant, id, by: nameOf(principal), ...given });
  });
}
