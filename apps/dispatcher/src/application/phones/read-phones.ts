import type { HeldQuery, HeldReply, LeasesQuery, LeasesReply } from '#libs/contracts';
import { publicMessageId, type TenantId } from '#libs/kernel';
import { isOpen } from '../../domain/ledger/status.ts';
import type { PhoneMessages } from './ports.ts';

const MOST_SHOWN = 50;
const MOST_COUNTED = 10_000;

export interface ReadPhonesPorts {
  readonly phoneMessages: PhoneMessages;
}

/** What phones hold now. */
export async function heldByPhones(
  { phoneMessages }: ReadPhonesPorts,
  { tenant, agents }: HeldQuery,
): Promise<HeldReply> {
  const of = tenant as TenantId;
  const read = agents.map(async (agent) => {
    const [held, counts] = await Promise.all([
      phoneMessages.held(of, agent, MOST_SHOWN),
      phoneMessages.counts(of, agent, MOST_COUNTED),
    ]);
    const messages = held.map(({ _id, status, fence, leased_at }) => ({
      message_id: publicMessageId(_id),
      status,
      fence,
      since: leased_at!.toISOString(),
    }));
    return { agent, ...counts, messages };
  });
  return { agents: await Promise.all(read) };
}

/** What became of leases: messages that came back unstarted are no longer under them. */
export async function leasesOfPhone(
  { phoneMessages }: ReadPhonesPorts,
  { tenant, agent, lease_ids }: LeasesQuery,
): Promise<LeasesReply> {
  const found = Map.groupBy(
    await phoneMessages.everUnder(tenant as TenantId, agent, lease_ids),
    ({ holder }) => holder as string,
  );
  const leases = lease_ids.map((lease_id) => {
    const messages = found.get(lease_id) ?? [];
    return {
      lease_id,
      messages: messages.length,
      parts: messages.reduce((sum, { segments }) => sum + segments, 0),
      recipients: [...new Set(messages.map(({ to_hash }) => to_hash))],
      open: messages.some(({ status }) => isOpen(status)),
    };
  });
  return { leases };
}
