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
  // In this order: a grant's evidence is written before its message moves on.
  const present = await phoneMessages.everUnder(tenant, agent, lease_ids);
  const rows = await evidence.underLeases(tenant, agent, lease_ids);
  const started = startedAmong(rows, present);
  const known = new Map((await messages.byKeys(started.map(({ message }) => message!))).map((it) => [it._id, it]));
  const presentOf = Map.groupBy(present, ({ holder }) => holder as string);
  const startedOf = Map.groupBy(started, ({ lease }) => lease!);
  const leases = lease_ids.map((lease_id, at) => {
    const from = Date.parse(since[at] ?? '') || 0;
    const held = (presentOf.get(lease_id) ?? []).filter(({ leased_at }) => (leased_at?.getTime() ?? Infinity) >= from);
    const gone = (startedOf.get(lease_id) ?? []).filter((row) => (row.granted_at ?? row.at).getTime() >= from);
    const counted = [...held, ...gone.flatMap(({ message }) => known.get(message!) ?? [])];
    return {
      lease_id,
      messages: counted.length,
      parts: counted.reduce((sum, { segments }) => sum + segments, 0),
      recipients: [...new Set(counted.map(({ to_hash }) => to_hash))],
      open: held.some(({ status }) => isOpen(status)),
    };
  });
  return { leases };
}

/** A row for each grant that was started and is not the present one of its message. */
function startedAmong(rows: readonly EvidenceDocument[], present: readonly MessageDocument[]): EvidenceDocument[] {
  const isPresent = new Set(present.map(({ _id, fence }) => `${_id}.${fence}`));
  const byGrant = Map.groupBy(rows, ({ message, fence }) => `${message}.${fence}`);
  return [...byGrant].flatMap(([grant, of]) => (isPresent.has(grant) || isUnstarted(of) ? [] : of[0]!));
}

/** A phone may say that it has not started, and its lease end at the same time. */
const isUnstarted = (grant: readonly EvidenceDocument[]): boolean =>
  grant.some(({ event }) => event === 'returned') && grant.every(({ event }) => event !== 'sent');
