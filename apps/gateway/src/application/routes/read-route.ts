import type { RouteView } from '#libs/contracts';
import { nothingHere, read } from '../audit/audited.ts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';

export interface RoutePorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

export function readRoute(ports: RoutePorts, principal: Principal, id: string, clientIp: string): Promise<RouteView> {
  return read(ports.audit, { principal, action: 'route.read', target: id, clientIp }, () =>
    seenRoute(ports.dispatcher, principal, id),
  );
}

/** A route of the principal's tenant and environment; `not_found` for any other. */
export async function seenRoute(dispatcher: Dispatcher, principal: Principal, id: string): Promise<RouteView> {
  const { routes } = await dispatcher.routes.list({ tenant: principal.tenant, ...seenBy(principal) });
  const found = routes.find((route) => route.id === id);
  if (found === undefined) throw nothingHere();
  return found;
}
