import { PostriderError } from '#libs/kernel';
import type { SubmitPolicy } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import type { TenantRecord, Tenants } from './ports.ts';

/** The tenant of a principal. */
export async function tenantOf(tenants: Tenants, { tenant: id }: Principal): Promise<TenantRecord> {
  const tenant = await tenants.find(id);
  if (tenant === undefined) throw tenantGone();
  return tenant;
}

/** Where the tenant of a principal may send to. */
export const tenantPolicy = async (tenants: Tenants, principal: Principal): Promise<SubmitPolicy> =>
  (await tenantOf(tenants, principal)).policy;

export const tenantGone = (): PostriderError =>
  new PostriderError('unauthenticated', 'The tenant of this credential no longer exists.');
