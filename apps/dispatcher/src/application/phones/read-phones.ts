import type { EvidenceDocument, HeldQuery, HeldReply, LeasesQuery, LeasesReply } from '#libs/contracts';
import { publicMessageId, type TenantId } from '#libs/kernel';
import { isOpen } from '../../domain/ledger/status.ts';
import type { Evidence, Messages } from '../ledger/ports.ts';
import type { PhoneMessages } from './ports.ts';

const MOST_SHOWN = 50;
const MOST_COUNTED = 10_000;

export interface ReadPhonesPorts {
  readonly phoneMessages: PhoneMessages;
}
export interface LeasesOfPhonePorts extends ReadPhonesPorts {
  readonly messages: Pick<Messages, 'byKeys'>;
  readonly evidence: Pick<Evidence, 'returned'>;
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

/** What became of leases. */
export async function leasesOfPhone(
  { phoneMessages, messages, evidence }: LeasesOfPhonePorts,
  { tenant: of, agent, lease_ids, since = [] }: LeasesQuery,
): Promise<LeasesReply> {
  const tenant = of as TenantId;
  const [under, rows] = await Promise.all([
    phoneMessages.everUnder(tenant, agent, lease_ids),
    evidence.returned(tenant, agent, lease_ids),
  ]);
  const found = Map.groupBy(under, ({ holder }) => holder as string);
  const gone = new Map((await messages.byKeys(rows.map(({ message }) => message!))).map((it) => [it._id, it]));
  const returned = Map.groupBy(rows, ({ lease }) => lease!);
  const returnedOf = ({ message }: EvidenceDocument) => {
    const known = gone.get(message!);
    return known ? { parts: known.segments, recipient: known.to_hash } : [];
  };
  const leases = lease_ids.map((lease_id, at) => {
    const from = Date.parse(since[at] ?? '') || 0;
    const held = (found.get(lease_id) ?? []).filter(({ leased_at }) => (leased_at?.getTime() ?? Infinity) >= from);
    const back = (returned.get(lease_id) ?? []).filter((row) => (row.granted_at ?? row.at).getTime() >= from);
    return {
      lease_id,
      messages: held.length,
      parts: held.reduce((sum, { segments }) => sum + segments, 0),
      recipients: [...new Set(held.map(({ to_hash }) => to_hash))],
      open: held.some(({ status }) => isOpen(status)),
      returned: back.flatMap(returnedOf),
    };
  });
  return { leases };
}
