import { PostriderError, type MessageId, type RequestId } from '#libs/kernel';
import type { MessageView, RequestView } from '#libs/contracts';
import { nameOf, sees, type Principal } from '../domain/principal.ts';
import { AuditLog, Dispatcher, type AuditAction } from './ports.ts';

export interface ReadPorts {
  readonly dispatcher: Dispatcher;
  readonly audit: AuditLog;
}

/** One message of the principal's tenant and environment; anybody else's reads like one that never was, and is audited. */
export function readMessage(ports: ReadPorts, principal: Principal, id: MessageId, from: string): Promise<MessageView> {
  const read = () => ports.dispatcher.message({ tenant: principal.tenant, id });
  return readOwn(ports, { principal, action: 'message.read', target: id, from }, read);
}

/** One request with a page of its messages, by the same rule. */
export function readRequest(
  ports: ReadPorts,
  principal: Principal,
  page: { readonly id: RequestId; readonly limit: number; readonly after?: number },
  from: string,
): Promise<RequestView> {
  const read = () => ports.dispatcher.request({ tenant: principal.tenant, ...page });
  return readOwn(ports, { principal, action: 'request.read', target: page.id, from }, read);
}

interface Reading {
  readonly principal: Principal;
  readonly action: AuditAction;
  readonly target: string;
  readonly from: string;
}

async function readOwn<View extends MessageView | RequestView>(
  { audit }: ReadPorts,
  { principal, action, target, from }: Reading,
  read: () => Promise<View>,
): Promise<View> {
  try {
    const view = await read();
    if (sees(principal, view.environment)) return view;
  } catch (error) {
    if (!(error instanceof PostriderError && error.code === 'not_found')) throw error;
  }

  const { tenant } = principal;
  await audit.record({
    action,
    outcome: 'denied',
    actor: nameOf(principal),
    tenant,
    target,
    reason: 'not_found',
    from,
  });
  throw new PostriderError('not_found', 'Nothing of that id is here.');
}
