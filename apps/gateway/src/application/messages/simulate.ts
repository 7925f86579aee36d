import type { Environment, SimulateReply, SubmitItem } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import type { LimitsPorts } from '../limits/read-limits.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

/** The result that a send of this message would have, without sending it. */
export async function simulate(
  { dispatcher, tenants, quotaLimits }: LimitsPorts,
  principal: Principal,
  environment: Environment,
  item: SubmitItem,
): Promise<SimulateReply> {
  const tenant = await tenantOf(tenants, principal);
  const quotas = [...quotasOf(principal, tenant, quotaLimits)];
  return dispatcher.messages.simulate({ tenant: principal.tenant, environment, policy: tenant.policy, quotas, item });
}
