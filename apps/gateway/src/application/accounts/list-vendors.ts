import type { RouteHealth } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { Dispatcher } from '../ports.ts';

export interface VendorHealth {
  readonly vendor: string;
  readonly routes: readonly RouteHealth[];
}

/** The health of each vendor's routes. */
export async function listVendors(
  { dispatcher }: { readonly dispatcher: Dispatcher },
  principal: Principal,
): Promise<VendorHealth[]> {
  const { routes: health } = await dispatcher.routes.health({ tenant: principal.tenant, ...seenBy(principal) });
  const vendors = [...Map.groupBy(health, ({ vendor }) => vendor)].map(([vendor, routes]) => ({ vendor, routes }));
  return vendors.sort((one, other) => (one.vendor < other.vendor ? -1 : 1));
}
