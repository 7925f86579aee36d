import type { MessageId } from '#libs/kernel';
import type { CancelMessageReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import { audited } from '../audit/audited.ts';

export interface CancelPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

/** Cancels a waiting message; one in the air is not tried again. */
export function cancelMessage(
  { dispatcher, audit }: CancelPorts,
  principal: Principal,
  id: MessageId,
  clientIp: string,
): Promise<CancelMessageReply> {
  const request = { tenant: principal.tenant, ...seenBy(principal), id };
  return audited(audit, { principal, action: 'message.cancel', target: id, clientIp }, () =>
    dispatcher.messages.cancel(request),
  );
}
