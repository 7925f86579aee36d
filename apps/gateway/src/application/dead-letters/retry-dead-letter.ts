import type { MessageId } from '#libs/kernel';
import type { Quota, RetriedDeadLetter, SubmitPolicy } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { quotasOf } from '../../domain/quotas-of.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher, QuotaLimits } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { audited } from '../audit/audited.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

export interface DeadLetterPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
  readonly quotaLimits: QuotaLimits;
  readonly audit: AuditLog;
}

/** Where the caller may send to, and how much: a retry is a send. */
export async function limitsOf(
  { tenants, quotaLimits }: Pick<DeadLetterPorts, 'tenants' | 'quotaLimits'>,
  principal: Principal,
): Promise<{ readonly policy: SubmitPolicy; readonly quotas: Quota[] }> {
  const tenant = await tenantOf(tenants, principal);
  return { policy: tenant.policy, quotas: [...quotasOf(principal, tenant, quotaLimits)] };
}

/** Sends a dead letter again, as a new message; repeating the call gives the same message. */
export function retryDeadLetter(
  { audit, ...ports }: DeadLetterPorts,
  principal: Principal,
  { id, acceptDuplicate }: { readonly id: MessageId; readonly acceptDuplicate: boolean },
  clientIp: string,
): Promise<RetriedDeadLetter> {
  return audited(audit, { principal, action: 'dead_letter.retry', target: id, clientIp }, async () => {
    const limits = await limitsOf(ports, principal);
    const of = { tenant: principal.tenant, ...seenBy(principal), id, by: nameOf(principal) };
    return ports.dispatcher.deadLetters.retry({ ...of, accept_duplicate: acceptDuplicate, ...limits });
  });
}
