import type { MessageDocument, RenewReply, RenewRequest } from '#libs/contracts';
import { checkpoint, clock, isMessageId, messageKeyOf, publicMessageId, type TenantId, type Times } from '#libs/kernel';
import type { Messages } from '../ledger/ports.ts';
import type { PhoneMessages } from './ports.ts';

export interface RenewPorts {
  readonly messages: Messages;
  readonly phoneMessages: PhoneMessages;
  readonly times: Times;
}

/** A phone keeps the messages that it names with their lease and fence, up to `most_ms` after it got them. */
export async function renewLeases(
  { messages, phoneMessages, times }: RenewPorts,
  { tenant, agent, grants, lease_ms, most_ms }: RenewRequest,
): Promise<RenewReply> {
  const named = new Map(
    grants.flatMap((grant) =>
      isMessageId(grant.message_id) ? [[messageKeyOf(tenant as TenantId, grant.message_id), grant] as const] : [],
    ),
  );
  const now = clock.now();
  const readHeld = async () =>
    (await messages.byKeys([...named.keys()])).filter((message) => {
      const { lease_id, fence } = named.get(message._id)!;
      const isOpen = (message.status === 'ASSIGNED' || message.status === 'SENDING') && !message.cancel_at;
      return isOpen && message.agent === agent && message.fence === fence && message.holder === lease_id;
    });
  let held = await readHeld();
  let kept: MessageDocument[] = [];
  let prolonged = 0;
  const wakeAt = new Date(now + lease_ms + times.sendBeforeMs);
  for (const [fence, group] of Map.groupBy(held, (message) => message.fence)) {
    const young = group.filter(({ wake_at, leased_at, deadline }) => {
      const isAlive = wake_at!.getTime() - times.sendBeforeMs > now;
      return isAlive && leased_at!.getTime() + most_ms >= now + lease_ms && deadline.getTime() >= now + lease_ms;
    });
    const of = { now: new Date(now), leasedAfter: new Date(now - most_ms), wakeAt };
    checkpoint('dispatcher.phones.before_renew');
    prolonged += await phoneMessages.renew(
      young.map(({ _id }) => _id),
      fence,
      of,
    );
    kept.push(...young);
  }
  if (prolonged < kept.length) {
    // Some ended or were prolonged by others meanwhile.
    held = await readHeld();
    const isKept = new Set(kept.map(({ _id }) => _id));
    kept = held.filter(({ _id, wake_at }) => isKept.has(_id) && wake_at! >= wakeAt);
  }
  const isHeld = new Set(held.map(({ _id }) => _id));
  return {
    extended: kept.map(({ _id }) => publicMessageId(_id)),
    revoked: grants.flatMap(({ message_id: id }) =>
      isMessageId(id) && isHeld.has(messageKeyOf(tenant as TenantId, id)) ? [] : id,
    ),
  };
}
