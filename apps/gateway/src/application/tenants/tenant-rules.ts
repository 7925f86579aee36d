import type { TenantRules, TenantRulesRequest } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import type { Tenants } from './ports.ts';

/** For a service that sends for the tenant by itself. */
export async function tenantRules(tenants: Tenants, { tenant }: TenantRulesRequest): Promise<TenantRules> {
  const found = await tenants.find(tenant as TenantId);
  if (!found) throw new PostriderError('not_found', 'There is no such tenant.');
  const { id, name, policy, confirmations, defaultEnvironment: default_environment } = found;
  // A tenant that nobody named has its id as name.
  return { name: name === id ? '' : name, policy, default_environment, ...(confirmations && { confirmations }) };
}
