import type { MessageId } from '#libs/kernel';
import type { DeadLetterView } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { DeadLetterPorts } from './retry-dead-letter.ts';

/** Abandons a dead letter: it is not sent again. */
export function abandonDeadLetter(
  { dispatcher, audit }: Pick<DeadLetterPorts, 'dispatcher' | 'audit'>,
  principal: Principal,
  { id, reason }: { readonly id: MessageId; readonly reason?: string },
  clientIp: string,
): Promise<DeadLetterView> {
  const request = { tenant: principal.tenant, ...seenBy(principal), id, by: nameOf(principal) };
  return audited(audit, { principal, action: 'dead_letter.abandon', target: id, clientIp }, () =>
    dispatcher.deadLetters.abandon({ ...request, ...(reason !== undefined && { reason }) }),
  );
}
