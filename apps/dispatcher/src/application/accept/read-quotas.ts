import type { ReadQuotasReply, ReadQuotasRequest } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import type { Quotas } from './ports.ts';
import { counterOf, stateOf } from './reserve-quotas.ts';

/** What has been used of quotas in their present periods. */
export async function readQuotas(quotas: Quotas, request: ReadQuotasRequest): Promise<ReadQuotasReply> {
  const tenant = request.tenant as TenantId;
  const now = clock.now();
  const counters = request.quotas.map((quota) => counterOf(tenant, quota.environment, quota, now));
  const used = await quotas.used(tenant, counters);
  return { quotas: request.quotas.map((quota, at) => stateOf(quota, counters[at]!, used[at]!)) };
}
