import { PostriderError } from '#libs/kernel';
import type { Sender } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { auditNameOf } from '../../domain/sender-name.ts';
import { sendersSeenBy } from './list-senders.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { audited } from '../audit/audited.ts';

/** Makes a sender or replaces its routes; those of an environment that the principal does not see stay. */
export function saveSender(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { value, routes }: Sender,
  clientIp: string,
): Promise<Sender> {
  const { tenant } = principal;
  return audited(audit, { principal, action: 'sender.save', target: auditNameOf(value), clientIp }, async () => {
    const { senders, visible } = await sendersSeenBy(dispatcher, principal);
    if (visible && !routes.every((route) => visible.has(route)))
      throw new PostriderError(
        'invalid_sender',
        'One of the routes is unknown here. GET /api/v1/routes, /api/v1/agent-pools and /api/v1/agents list them.',
      );

    const { hidden = [] } = senders.find((sender) => sender.value === value) ?? {};
    const sender = { value, routes: [...routes, ...hidden] };
    await dispatcher.senders.save({ tenant, by: nameOf(principal), sender });
    return { value, routes };
  });
}
