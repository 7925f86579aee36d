import type { DeleteSenderRequest, Done, SaveSenderRequest, Sender, SendersQuery, SendersReply } from '#libs/contracts';
import { PostriderError, readSender, takesSender, type TenantId } from '#libs/kernel';
import type { RouteAnnouncements, RouteStates, Senders } from './ports.ts';

export interface SenderPorts {
  readonly senders: Senders;
  readonly states: RouteStates;
  readonly announcements: RouteAnnouncements;
}

/** A sender that the tenant may show on phones, and the routes that carry it. */
export async function saveSender(ports: SenderPorts, { tenant, sender }: SaveSenderRequest): Promise<Sender> {
  const owner = tenant as TenantId;
  const routes = [...new Set(sender.routes)];
  const read = readSender(sender.value);
  if (!read.ok) throw new PostriderError('invalid_sender', read.reason);
  const saved = { value: read.value, routes };
  const problem = await routesProblem(ports, owner, saved);
  if (problem) throw new PostriderError('invalid_sender', problem);

  await ports.announcements.changingRoutes(owner, [], () => ports.senders.save(owner, saved));
  return saved;
}

export async function deleteSender(ports: SenderPorts, { tenant, value }: DeleteSenderRequest): Promise<Done> {
  const owner = tenant as TenantId;
  const remove = (): Promise<boolean> => ports.senders.remove(owner, value);
  if (!(await ports.announcements.changingRoutes(owner, [], remove)))
    throw new PostriderError('not_found', 'There is no such sender.');
  return {};
}

export async function listSenders(senders: Senders, { tenant }: SendersQuery): Promise<SendersReply> {
  const all = await senders.ofTenant(tenant as TenantId);
  return { senders: all.map(({ value, routes }) => ({ value, routes: [...routes] })) };
}

async function routesProblem(
  { states }: SenderPorts,
  tenant: TenantId,
  { value, routes }: Sender,
): Promise<string | undefined> {
  if (routes.length === 0) return 'Name the routes that carry this sender.';
  const own = new Map((await states.ofTenant(tenant)).map((route) => [route._id, route]));
  if (!routes.every((route) => own.has(route))) return 'It names a route that does not exist.';
  const unable = routes.map((id) => own.get(id)!).find(({ sender_rule: rule }) => rule && !takesSender(rule, value));
  return unable && `${unable._id} cannot show it: its vendor takes ${unable.sender_rule!.says}. Leave that route out.`;
}
