import type { RetryDeadLettersReply } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import type { DeadLetterChoice } from './list-dead-letters.ts';
import { audited } from '../audit/audited.ts';
import { limitsOf, type DeadLetterPorts } from './retry-dead-letter.ts';

export interface ManyDeadLetters extends DeadLetterChoice {
  readonly acceptDuplicate: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** Sends a page of dead letters again; those that cannot be sent are listed with their reasons. */
export function retryDeadLetters(
  { audit, ...ports }: DeadLetterPorts,
  principal: Principal,
  { acceptDuplicate, ...page }: ManyDeadLetters,
  clientIp: string,
): Promise<RetryDeadLettersReply> {
  const reason = ({ retried, skipped }: RetryDeadLettersReply): string =>
    `retried=${retried.length} skipped=${skipped.length}`;
  return audited(audit, { principal, action: 'dead_letters.retry', reason, clientIp }, async () => {
    const limits = await limitsOf(ports, principal);
    const of = { tenant: principal.tenant, ...seenBy(principal), by: nameOf(principal) };
    return ports.dispatcher.deadLetters.retryMany({ ...of, ...page, accept_duplicate: acceptDuplicate, ...limits });
  });
}
