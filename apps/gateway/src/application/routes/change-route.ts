import type { RouteChange, RouteView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenRoute, type RoutePorts } from './read-route.ts';
import { recorded } from '../audit/recorded.ts';

export function changeRoute(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: RouteChange },
  from: string,
): Promise<RouteView> {
  const reason = Object.keys(change).toSorted().join(',');
  return recorded(audit, { principal, action: 'route.change', target: id, reason, from }, async () => {
    await seenRoute(dispatcher, principal, id);
    return dispatcher.routes.change({ tenant: principal.tenant, id, by: nameOf(principal), change });
  });
}
