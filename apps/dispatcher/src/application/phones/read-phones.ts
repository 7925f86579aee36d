import type {
  EvidenceDocument,
  HeldQuery,
  HeldReply,
  LeasesQuery,
  LeasesReply,
  MessageDocument,
} from '#libs/contracts';
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
  readonly evidence: Pick<Evidence, 'underLeases'>;
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
    evidence.underLeases(tenant, agent, lease_ids),
  ]);
  const present = Map.groupBy(under, ({ holder }) => holder as string);
  const past = Map.groupBy(rows, ({ lease }) => lease!);
  const known = new Map((await messages.byKeys(rows.map(({ message }) => message!))).map((it) => [it._id, it]));
  const leases = lease_ids.map((lease_id, at) => {
    const from = Date.parse(since[at] ?? '') || 0;
    const held = (present.get(lease_id) ?? []).filter(({ leased_at }) => (leased_at?.getTime() ?? Infinity) >= from);
    const ended = (past.get(lease_id) ?? []).filter((row) => (row.granted_at ?? row.at).getTime() >= from);
    const [returned, started] = grantsOf(ended, held);
    const messagesOf = (grants: readonly EvidenceDocument[]) =>
      grants.flatMap(({ message }) => known.get(message!) ?? []);
    const counted = [...held, ...messagesOf(started)];
    return {
      lease_id,
      messages: counted.length,
      parts: counted.reduce((sum, { segments }) => sum + segments, 0),
      recipients: [...new Set(counted.map(({ to_hash }) => to_hash))],
      open: held.some(({ status }) => isOpen(status)),
      returned: messagesOf(returned).map(({ segments: parts, to_hash: recipient }) => ({ parts, recipient })),
    };
  });
  return { leases };
}

/** A row for each grant that is not the present one of its message: of those that came back, and of the others. */
function grantsOf(
  rows: readonly EvidenceDocument[],
  held: readonly MessageDocument[],
): [returned: EvidenceDocument[], started: EvidenceDocument[]] {
  const present = new Set(held.map(({ _id, fence }) => `${_id}.${fence}`));
  const byGrant = new Map(rows.map((row) => [`${row.message}.${row.fence}`, row]));
  const gone = [...byGrant].flatMap(([grant, row]) => (present.has(grant) ? [] : row));
  return [gone.filter(({ event }) => event === 'returned'), gone.filter(({ event }) => event !== 'returned')];
}
