import type { RetryDeadLettersReply } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import type { DeadLetterChoice } from './list-dead-letters.ts';
import { audited } from '../audit/audited.ts';
import type { DeadLetterPorts } from './retry-dead-letter.ts';
import { tenantPolicy } from '../tenants/tenant-policy.ts';

export interface ManyDeadLetters extends DeadLetterChoice {
  readonly acceptDuplicate: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** Sends a page of dead letters again; those that cannot be sent are listed with their reasons. */
export function retryDeadLetters(
  { dispatcher, tenants, audit }: DeadLetterPorts,
  principal: Principal,
  { acceptDuplicate, ...page }: ManyDeadLetters,
  clientIp: string,
): Promise<RetryDeadLettersReply> {
  const reason = ({ retried, skipped }: RetryDeadLettersReply): string =>
    `retried=${retried.length} skipped=${skipped.length}`;
  return audited(audit, { principal, action: 'dead_letters.retry', reason, clientIp }, async () => {
    const policy = await tenantPolicy(tenants, principal);
    const of = { tenant: principal.tenant, ...seenBy(principal), by: nameOf(principal) };
    return dispatcher.deadLetters.retryMany({ ...of, ...page, accept_duplicate: acceptDuplicate, policy });
  });
}
