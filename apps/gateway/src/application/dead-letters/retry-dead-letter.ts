import type { MessageId } from '#libs/kernel';
import type { RetriedDeadLetter } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import type { Tenants } from '../tenants/ports.ts';
import { audited } from '../audit/audited.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';

export interface DeadLetterPorts {
  readonly dispatcher: Dispatcher;
  readonly tenants: Tenants;
  readonly audit: AuditLog;
}

/** Sends a dead letter again, as a new message; repeating the call gives the same message. */
export function retryDeadLetter(
  { dispatcher, tenants, audit }: DeadLetterPorts,
  principal: Principal,
  { id, acceptDuplicate }: { readonly id: MessageId; readonly acceptDuplicate: boolean },
  clientIp: string,
): Promise<RetriedDeadLetter> {
  return audited(audit, { principal, action: 'dead_letter.retry', target: id, clientIp }, async () => {
    const policy = await tenantPolicy(tenants, principal);
    const of = { tenant: principal.tenant, ...seenBy(principal), id, by: nameOf(principal) };
    return dispatcher.deadLetters.retry({ ...of, accept_duplicate: acceptDuplicate, policy });
  });
}
