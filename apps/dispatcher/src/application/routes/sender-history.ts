import type { SenderHistory, SenderHistoryEntry, SenderHistoryQuery } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { ownRoutes, type OwnRoutePorts } from './own-routes.ts';
import type { SenderChangeRecord, Senders } from './ports.ts';
import { noSuchSender } from './save-sender.ts';

export interface SenderHistoryPorts extends OwnRoutePorts {
  readonly senders: Senders;
}

/** Who changed a sender, newest first; an environment is told what changed of its own routes. */
export async function senderHistory(
  ports: SenderHistoryPorts,
  { value, limit, before, environment, ...query }: SenderHistoryQuery,
): Promise<SenderHistory> {
  const { senders } = ports;
  const tenant = query.tenant as TenantId;
  const of = environment && [...(await ownRoutes(ports, tenant, environment)).keys()];
  const seen = (routes: readonly string[]): string[] => routes.filter((route) => of?.includes(route) ?? true);

  const changes = await senders.history(tenant, value, { limit, before, of });
  if (changes.length === 0 && seen((await senders.byValue(tenant, value)).routes).length === 0) {
    const [newest] = await senders.history(tenant, value, { limit: 1, of });
    if (!newest) noSuchSender();
  }
  return { changes: changes.map((change) => entryOf(change, seen)) };
}

function entryOf(
  { version, at, from, to, by }: SenderChangeRecord,
  seen: (routes: readonly string[]) => string[],
): SenderHistoryEntry {
  const left = seen(to);
  const what = left.length === 0 ? 'deleted' : 'saved';
  return { version, at: at.toISOString(), what, from: seen(from), to: left, by };
}
