import type { Sender } from '#libs/contracts';
import { nothingHere, read } from '../audit/audited.ts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { auditNameOf } from '../../domain/sender-name.ts';
import { isSeen, seenSender, type SeenSender } from '../../domain/seen-sender.ts';
import type { Dispatcher } from '../ports.ts';
import type { RoutePorts } from '../routes/read-route.ts';

export async function listSenders(
  { dispatcher }: Pick<RoutePorts, 'dispatcher'>,
  principal: Principal,
): Promise<Sender[]> {
  const { senders } = await sendersSeenBy(dispatcher, principal);
  return senders.filter(isSeen).map(({ value, routes }) => ({ value, routes }));
}

export function readSender(ports: RoutePorts, principal: Principal, value: string, clientIp: string): Promise<Sender> {
  return read(ports.audit, { principal, action: 'sender.read', target: auditNameOf(value), clientIp }, async () => {
    const found = (await listSenders(ports, principal)).find((sender) => sender.value === value);
    if (found === undefined) throw nothingHere();
    return found;
  });
}

/** All senders of the tenant, with their routes that the principal sees; `visible` absent: all. */
export async function sendersSeenBy(
  dispatcher: Dispatcher,
  principal: Principal,
): Promise<{ readonly senders: readonly SeenSender[]; readonly visible: ReadonlySet<string> | undefined }> {
  const { tenant, environment } = principal;
  const [{ senders, phones = [] }, seen] = await Promise.all([
    dispatcher.senders.list({ tenant, ...(environment && { environment }) }),
    environment === undefined ? undefined : dispatcher.routes.list({ tenant, ...seenBy(principal) }),
  ]);
  const visible = seen && new Set([...seen.routes.map(({ id }) => id), ...phones]);
  return { senders: senders.map((sender) => seenSender(sender, visible)), visible };
}
