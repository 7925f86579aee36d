import type { RouteView } from '#libs/contracts';
import { nothingHere, read } from './recorded.ts';
import { seenBy, type Principal } from '../domain/principal.ts';
import type { AuditLog, Routing } from './ports.ts';

export interface RoutePorts {
  readonly routing: Routing;
  readonly audit: AuditLog;
}

export function readRoute(ports: RoutePorts, principal: Principal, id: string, from: string): Promise<RouteView> {
  return read(ports.audit, { principal, action: 'route.read', target: id, from }, () =>
    seenRoute(ports.routing, principal, id),
  );
}

/** A route of the principal's tenant and environment; `not_found` for any other. */
export async function seenRoute(routing: Routing, principal: Principal, id: string): Promise<RouteView> {
  const routes = await routing.routes({ tenant: principal.tenant, ...seenBy(principal) });
  const found = routes.find((route) => route.id === id);
  if (found === undefined) throw nothingHere();
  return found;
}
