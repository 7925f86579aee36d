import type { RouteChange, RouteView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { seenRoute, type RoutePorts } from './read-route.ts';
import { audited } from '../audit/audited.ts';

export function changeRoute(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: RouteChange },
  clientIp: string,
): Promise<RouteView> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: 'route.change', target: id, reason, clientIp }, async () => {
    await seenRoute(dispatcher, principal, id);
    return dispatcher.routes.change({ tenant: principal.tenant, id, by: nameOf(principal), change });
  });
}
