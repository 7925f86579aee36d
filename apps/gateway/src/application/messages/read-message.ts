import type { MessageId, RequestId } from '#libs/kernel';
import type { MessageView, RequestView } from '#libs/contracts';
import { seenBy, seesMessage, type Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Dispatcher } from '../ports.ts';
import { audited, read, type Act } from '../audit/audited.ts';
import { authorize } from '../audit/authorize.ts';
import { auditContentRead } from '../audit/content-read.ts';

export interface ReadPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

/** One message that the principal sees; any other answers `not_found`, and is audited. */
export async function readMessage(
  ports: ReadPorts,
  principal: Principal,
  id: MessageId,
  clientIp: string,
): Promise<MessageView> {
  const view = await findMessage(ports, { principal, action: 'message.read', target: id, clientIp });
  await auditContentRead(ports.audit, { principal, target: id, clientIp }, [view]);
  return view;
}

/** Its number and text, for whoever created it or may read content. Each call is audited. */
export async function revealMessage(
  ports: ReadPorts,
  principal: Principal,
  id: MessageId,
  clientIp: string,
): Promise<Pick<MessageView, 'id' | 'to' | 'text'>> {
  const act = { principal, action: 'message.reveal', target: id, clientIp } as const;
  const { to, text, masked } = await findMessage(ports, act, { masked: false });
  if (masked !== false) await authorize(ports.audit, principal, 'messages:read_content', clientIp);
  return audited(ports.audit, act, async () => ({ id, to, ...(text !== undefined && { text }) }));
}

function findMessage(
  { audit, dispatcher }: ReadPorts,
  act: Act<MessageView> & { target: string },
  how: { readonly masked?: false } = {},
) {
  const { principal, target: id } = act;
  return read(audit, act, () =>
    own(principal, dispatcher.messages.read({ tenant: principal.tenant, ...seenBy(principal), ...how, id })),
  );
}

/** One request with a page of its messages, by the same rule. */
export async function readRequest(
  ports: ReadPorts,
  principal: Principal,
  page: { readonly id: RequestId; readonly limit: number; readonly after?: number },
  clientIp: string,
): Promise<RequestView> {
  const act = { principal, action: 'request.read', target: page.id, clientIp } as const;
  const view = await read(ports.audit, act, () =>
    own(principal, ports.dispatcher.requests.read({ tenant: principal.tenant, ...seenBy(principal), ...page })),
  );
  const { created_by, masked } = view;
  await auditContentRead(
    ports.audit,
    act,
    view.items.map(() => ({ created_by, ...(masked !== undefined && { masked }) })),
  );
  return view;
}

/** A dispatcher of an earlier version answers also for what the principal does not see. */
async function own<View extends MessageView | RequestView>(
  principal: Principal,
  view: Promise<View>,
): Promise<View | undefined> {
  const found = await view;
  return seesMessage(principal, found) ? found : undefined;
}
