import type { TenantId } from '#libs/kernel';
import { ApiKeys, type ApiKeyView } from './ports.ts';
import { Tenants } from '../tenants/ports.ts';
import { noTenant } from '../tenants/no-tenant.ts';

/** The keys of a tenant, the oldest first, including revoked ones. */
export async function listKeys(
  { tenants, keys }: { readonly tenants: Tenants; readonly keys: ApiKeys },
  tenant: TenantId,
): Promise<readonly ApiKeyView[]> {
  if (!(await tenants.find(tenant))) throw noTenant(tenant);
  return keys.list(tenant);
}
