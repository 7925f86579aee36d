import type { MessageId } from '#libs/kernel';
import type { CancelMessageReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import { recorded } from '../audit/recorded.ts';

export interface CancelPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

/** Ends a message that waits; one in the air is not tried again. */
export function cancelMessage(
  { dispatcher, audit }: CancelPorts,
  principal: Principal,
  id: MessageId,
  from: string,
): Promise<CancelMessageReply> {
  const request = { tenant: principal.tenant, ...seenBy(principal), id };
  return recorded(audit, { principal, action: 'message.cancel', target: id, from }, () =>
    dispatcher.messages.cancel(request),
  );
}
