import type { TenantId } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import type { TenantRecord, Tenants } from './ports.ts';
import { tenantGone } from './tenant-policy.ts';

/** A tenant as it is shown. */
export interface TenantView {
  readonly id: TenantId;
  readonly destinations: readonly string[];
  readonly default_region?: string;
  readonly version: number;
}

/** The caller's own tenant, read from the database at this moment. */
export async function readTenant(
  { tenants }: { readonly tenants: Tenants },
  { tenant }: Principal,
): Promise<TenantView> {
  const found = await tenants.read(tenant);
  if (found === undefined) throw tenantGone();
  return viewOf(found);
}

export const viewOf = ({ id, policy, version }: TenantRecord): TenantView => ({ id, ...policy, version });
