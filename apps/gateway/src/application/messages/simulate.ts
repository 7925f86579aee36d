import type { Environment, SimulateReply, SubmitItem } from '#libs/contracts';
import { readsAs, type Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import type { LimitsPorts } from '../limits/read-limits.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

/** The result that a send of this message would have, without sending it. */
export async function simulate(
  { dispatcher, tenants, quotaLimits }: LimitsPorts,
  principal: Principal,
  environment: Environment | undefined,
  item: SubmitItem,
): Promise<SimulateReply> {
  const tenant = await tenantOf(tenants, principal);
  const quotas = [...quotasOf(principal, tenant, quotaLimits)];
  const { reader, reads_content } = readsAs(principal);
  const { policy, defaultEnvironment } = tenant;
  return dispatcher.messages.simulate({
    tenant: tenant.id,
    environment: environment ?? defaultEnvironment,
    policy,
    quotas,
    item,
    reader,
    ...(reads_content && { reads_content }),
  });
}
