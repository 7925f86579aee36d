import type { DeleteSenderRequest, Done, SaveSenderRequest, Sender, SendersQuery, SendersReply } from '#libs/contracts';
import { PostriderError, readSender, takesSender, type TenantId } from '#libs/kernel';
import { ownRoutes, type OwnRoutePorts } from './own-routes.ts';
import type { RouteAnnouncements, SenderRecord, Senders } from './ports.ts';

export interface SenderPorts extends OwnRoutePorts {
  readonly senders: Senders;
  readonly announcements: RouteAnnouncements;
}

/** A sender that the tenant may show on phones, and the routes that carry it. */
export async function saveSender(ports: SenderPorts, { tenant, sender, by }: SaveSenderRequest): Promise<Sender> {
  const owner = tenant as TenantId;
  const routes = [...new Set(sender.routes)];
  const read = readSender(sender.value);
  if (!read.ok) throw new PostriderError('invalid_sender', read.reason);
  const wanted = { value: read.value, routes };
  const problem = await routesProblem(ports, owner, wanted);
  if (problem) throw new PostriderError('invalid_sender', problem);

  await ports.announcements.changingRoutes(owner, [], () => changeSender(ports.senders, owner, wanted, by));
  return wanted;
}

export async function deleteSender(ports: SenderPorts, { tenant, value, by }: DeleteSenderRequest): Promise<Done> {
  const owner = tenant as TenantId;
  const remove = (): Promise<boolean> => changeSender(ports.senders, owner, { value, routes: [] }, by);
  if (!(await ports.announcements.changingRoutes(owner, [], remove))) noSuchSender();
  return {};
}

const AT_MOST = 20;

/** False: it had these routes already, in any order, and there is no new version. */
async function changeSender(
  senders: Senders,
  tenant: TenantId,
  { value, routes: to }: SenderRecord,
  by = 'unknown',
): Promise<boolean> {
  for (let turn = 0; turn < AT_MOST; turn += 1) {
    const read = await senders.byValue(tenant, value);
    if (isSameSet(read.routes, to)) return false;
    if (await senders.change(tenant, read, { to, by })) return true;
  }
  throw new PostriderError('version_conflict', 'The sender keeps changing. Read it and try again.');
}

/** Of routes that are each named once. */
const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((route) => others.includes(route));

export function noSuchSender(): never {
  throw new PostriderError('not_found', 'There is no such sender.');
}

export async function listSenders(
  { senders, pools, phones }: Pick<SenderPorts, 'senders' | 'pools' | 'phones'>,
  { tenant, environment }: SendersQuery,
): Promise<SendersReply> {
  const owner = tenant as TenantId;
  const all = (await senders.ofTenant(owner)).map(({ value, routes }) => ({ value, routes: [...routes] }));
  if (!environment) return { senders: all };
  const ofPhones = await Promise.all([pools, phones].map((of) => of.ofTenant(owner, environment)));
  return { senders: all, phones: ofPhones.flat().map(({ _id }) => _id) };
}

async function routesProblem(
  ports: SenderPorts,
  tenant: TenantId,
  { value, routes }: Sender,
): Promise<string | undefined> {
  if (routes.length === 0) return 'Name the routes that carry this sender.';
  const own = await ownRoutes(ports, tenant);
  if (!routes.every((route) => own.has(route))) return 'It names a route that does not exist.';
  const unable = routes.map((id) => own.get(id)!).find(({ sender_rule: rule }) => rule && !takesSender(rule, value));
  return unable && `${unable._id} cannot show it: its vendor takes ${unable.sender_rule!.says}. Leave that route out.`;
}
