import { PostriderError } from '#libs/kernel';
import type { SubmitPolicy } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import type { Tenants } from './ports.ts';

/** Where the tenant of a principal may send to. */
export async function tenantPolicy(tenants: Tenants, { tenant: id }: Principal): Promise<SubmitPolicy> {
  const tenant = await tenants.find(id);
  if (tenant === undefined) throw tenantGone();
  return tenant.policy;
}

export const tenantGone = (): PostriderError =>
  new PostriderError('unauthenticated', 'The tenant of this credential no longer exists.');
