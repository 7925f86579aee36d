import type { Tenants } from './ports.ts';
import { viewOf, type TenantView } from './read-tenant.ts';

/** The tenants of the installation in the order of their numbers. */
export const listTenants = async (
  { tenants }: { readonly tenants: Tenants },
  page: { readonly after: number; readonly limit: number },
): Promise<readonly TenantView[]> => (await tenants.list(page)).map(viewOf);
