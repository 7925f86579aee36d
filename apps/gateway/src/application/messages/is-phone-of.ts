import type { Environment } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import type { Agents } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

/** Whether a message may be for this phone. If its owner does not answer, the dispatcher decides. */
export async function isPhoneOf(
  { agents: { agents }, tenants }: { readonly agents: Agents; readonly tenants: Tenants },
  principal: Principal,
  id: string,
  environment: Environment | undefined,
): Promise<boolean> {
  const sendsIn = environment ?? (await tenantOf(tenants, principal)).defaultEnvironment;
  try {
    const phone = await agents.read({ tenant: principal.tenant, id });
    return phone.environment === sendsIn && !phone.revoked;
  } catch (error) {
    if (error instanceof PostriderError && error.code === 'service_unavailable') return true;
    if (error instanceof PostriderError && error.code === 'not_found') return false;
    throw error;
  }
}
