import type { SenderHistoryEntry } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { auditNameOf } from '../../domain/sender-name.ts';
import { read } from '../audit/audited.ts';
import type { RoutePorts } from '../routes/read-route.ts';

/** Changes of a sender, newest first: those of routes that the principal sees, also of a sender that was deleted. */
export function readSenderHistory(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  page: { readonly value: string; readonly limit: number; readonly before?: number },
  clientIp: string,
): Promise<readonly SenderHistoryEntry[]> {
  const target = auditNameOf(page.value);
  return read(audit, { principal, action: 'sender.read', target, clientIp }, async () => {
    const query = { tenant: principal.tenant, ...seenBy(principal), ...page };
    return (await dispatcher.senders.history(query)).changes;
  });
}
