import type { RouteView } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { Dispatcher } from '../ports.ts';

/** The routes that a principal sees, in the order in which they are tried without a policy. */
export async function listRoutes(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
): Promise<readonly RouteView[]> {
  const { routes } = await dispatcher.routes.list({ tenant: principal.tenant, ...seenBy(principal) });
  return routes.toSorted((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
}
