import type { Sender } from '#libs/contracts';
import { nothingHere, read } from './recorded.ts';
import { seenBy, type Principal } from '../domain/principal.ts';
import { auditNameOf } from '../domain/sender-name.ts';
import { isSeen, seenSender, type SeenSender } from '../domain/seen-sender.ts';
import type { Routing } from './ports.ts';
import type { RoutePorts } from './read-route.ts';

export async function listSenders({ routing }: Pick<RoutePorts, 'routing'>, principal: Principal): Promise<Sender[]> {
  const { senders } = await sendersSeenBy(routing, principal);
  return senders.filter(isSeen).map(({ value, routes }) => ({ value, routes }));
}

export function readSender(ports: RoutePorts, principal: Principal, value: string, from: string): Promise<Sender> {
  return read(ports.audit, { principal, action: 'sender.read', target: auditNameOf(value), from }, async () => {
    const found = (await listSenders(ports, principal)).find((sender) => sender.value === value);
    if (found === undefined) throw nothingHere();
    return found;
  });
}

/** All senders of the tenant, and which routes of them the principal sees; `visible` absent: all. */
export async function sendersSeenBy(
  routing: Routing,
  principal: Principal,
): Promise<{ readonly senders: readonly SeenSender[]; readonly visible: ReadonlySet<string> | undefined }> {
  const { tenant, environment } = principal;
  const [senders, routes] = await Promise.all([
    routing.senders({ tenant }),
    environment === undefined ? undefined : routing.routes({ tenant, ...seenBy(principal) }),
  ]);
  const visible = routes && new Set(routes.map(({ id }) => id));
  return { senders: senders.map((sender) => seenSender(sender, visible)), visible };
}
