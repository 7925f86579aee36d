import { nameOf, type Principal } from '../../domain/principal.ts';
import { auditNameOf } from '../../domain/sender-name.ts';
import { isSeen } from '../../domain/seen-sender.ts';
import { sendersSeenBy } from './list-senders.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { nothingHere, audited } from '../audit/audited.ts';

/**
 * Deletes a sender; if routes of the other environment have it too, only its routes that the principal sees are
 * removed.
 */
export function deleteSender(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  value: string,
  clientIp: string,
): Promise<void> {
  const of = { tenant: principal.tenant, by: nameOf(principal) };
  return audited(audit, { principal, action: 'sender.delete', target: auditNameOf(value), clientIp }, async () => {
    const { senders } = await sendersSeenBy(dispatcher, principal);
    const found = senders.find((sender) => sender.value === value);
    if (found === undefined || !isSeen(found)) throw nothingHere();

    if (found.hidden.length === 0) await dispatcher.senders.delete({ ...of, value });
    else await dispatcher.senders.save({ ...of, sender: { value, routes: [...found.hidden] } });
  });
}
