import type { MessageId, RequestId } from '#libs/kernel';
import type { MessageView, RequestView } from '#libs/contracts';
import { seenBy, seesMessage, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import { read } from '../audit/audited.ts';

export interface ReadPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

/** One message that the principal sees; any other answers `not_found`, and is audited. */
export function readMessage(
  ports: ReadPorts,
  principal: Principal,
  id: MessageId,
  clientIp: string,
): Promise<MessageView> {
  return read(ports.audit, { principal, action: 'message.read', target: id, clientIp }, () =>
    own(principal, ports.dispatcher.messages.read({ tenant: principal.tenant, ...seenBy(principal), id })),
  );
}

/** One request with a page of its messages, by the same rule. */
export function readRequest(
  ports: ReadPorts,
  principal: Principal,
  page: { readonly id: RequestId; readonly limit: number; readonly after?: number },
  clientIp: string,
): Promise<RequestView> {
  return read(ports.audit, { principal, action: 'request.read', target: page.id, clientIp }, () =>
    own(principal, ports.dispatcher.requests.read({ tenant: principal.tenant, ...seenBy(principal), ...page })),
  );
}

/** A dispatcher of an earlier version answers also for what the principal does not see. */
async function own<View extends MessageView | RequestView>(
  principal: Principal,
  view: Promise<View>,
): Promise<View | undefined> {
  const found = await view;
  return seesMessage(principal, found) ? found : undefined;
}
