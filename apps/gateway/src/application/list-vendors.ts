import type { RouteHealth } from '#libs/contracts';
import { seenBy, type Principal } from '../domain/principal.ts';
import type { Routing } from './ports.ts';

export interface VendorHealth {
  readonly vendor: string;
  readonly routes: readonly RouteHealth[];
}

/** How the routes of each vendor are doing. */
export async function listVendors(
  { routing }: { readonly routing: Routing },
  principal: Principal,
): Promise<VendorHealth[]> {
  const health = await routing.health({ tenant: principal.tenant, ...seenBy(principal) });
  const vendors = [...Map.groupBy(health, ({ vendor }) => vendor)].map(([vendor, routes]) => ({ vendor, routes }));
  return vendors.sort((one, other) => (one.vendor < other.vendor ? -1 : 1));
}
