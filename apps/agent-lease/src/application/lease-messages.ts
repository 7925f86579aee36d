import type { LeasedMessage, LeaseRequest } from '#libs/contracts';
import { checkpoint, randomOctets } from '#libs/kernel';
import { countriesOf, simsOf, type Agent, type Sim } from '../domain/agent.ts';
import type { SimBudgets, SimOfPhone } from './budgets/ports.ts';
import type { FreeParts } from './free-parts.ts';
import type { Hasher, Leasing } from './ports.ts';
import type { DispatcherPhones } from './presence.ts';
import { simId } from './sim-id.ts';

export interface LeasePorts {
  readonly budgets: SimBudgets;
  readonly leasing: Leasing;
  readonly phones: Pick<DispatcherPhones, 'leases'>;
  readonly freeParts: FreeParts;
  readonly hasher: Hasher;
  readonly leaseMs: number;
}

/** A message, and the SIM by which it goes. */
export type Leased = LeasedMessage & { readonly simSlot: number };

export interface Asked {
  readonly messages: readonly Leased[];
  /** The routes whose messages the phone gets, if the dispatcher said so. */
  readonly routes?: readonly string[];
  /** Nothing was asked for: its budgets or its own limit let nothing through. */
  readonly blocked: boolean;
  /** An earlier call with the same request id was granted messages: nothing new is granted under it. */
  readonly repeated: boolean;
  /** When a budget lets something through again. */
  readonly retryAfterMs?: number;
}

export interface Wanted {
  readonly limit: number;
  /** Its second use answers what is held under the first. */
  readonly requestId?: string;
  /** The call's first question. */
  readonly first: boolean;
}

/**
 * Asks for messages once, SIM by SIM: the budget is reserved, then the messages are leased, then the reservation is
 * settled. A reservation whose lease was not answered stays open until the sweep has asked what became of it.
 */
export async function leaseMessages(ports: LeasePorts, agent: Agent, wanted: Wanted): Promise<Asked> {
  return ports.freeParts.within(agent, async (free) => {
    const messages: Leased[] = [];
    let [parts, blocked, repeated] = [0, true, false];
    let [routes, retryAfterMs] = [undefined as readonly string[] | undefined, Infinity];
    for (const sim of simsOf(agent, (of, slot) => simId(ports.hasher, of, { slot }))) {
      const left = { limit: wanted.limit - messages.length, parts: free === undefined ? undefined : free - parts };
      if (left.limit <= 0) break;
      const asked = await leaseBySim(ports, agent, sim, { ...wanted, ...left }).catch((error: unknown) => {
        // What another SIM got is granted already: a phone that is not answered would never send it.
        if (messages.length === 0) throw error;
      });
      if (!asked) break;
      messages.push(...asked.messages.map((it) => ({ ...it, simSlot: sim.slot })));
      parts += asked.repeated ? 0 : asked.messages.reduce((sum, it) => sum + it.parts, 0);
      blocked &&= asked.blocked;
      repeated ||= asked.repeated ?? false;
      routes = asked.routes ?? routes;
      retryAfterMs = Math.min(retryAfterMs, asked.retryAfterMs ?? Infinity);
    }
    return {
      ...{ messages, parts, blocked, repeated },
      ...(routes && { routes }),
      ...(Number.isFinite(retryAfterMs) && { retryAfterMs }),
    };
  });
}

interface AskedBySim extends Omit<Asked, 'messages' | 'repeated'> {
  readonly messages: readonly LeasedMessage[];
  /** They were granted by an earlier call. */
  readonly repeated?: boolean;
}

type Bounds = Wanted & { readonly parts: number | undefined };

async function leaseBySim(ports: LeasePorts, agent: Agent, sim: Sim, bounds: Bounds): Promise<AskedBySim> {
  const { tenant, id } = agent;
  const leaseId = leaseIdOf(ports.hasher, agent, sim, bounds.requestId);
  const of: SimOfPhone = { tenant, agent: id, sim: sim.id, slot: sim.slot };
  const request = requestOf(ports, agent, sim, leaseId, bounds.limit);

  const none: AskedBySim = { messages: [], blocked: true };
  if (bounds.parts !== undefined && bounds.parts <= 0) return (await heldUnder(ports, request, bounds)) ?? none;

  const reserved = await ports.budgets.reserve(of, leaseId, bounds.limit);
  checkpoint('agent-lease.lease.after_reserve');
  if (reserved.messages === 0) {
    const { retryAfterMs } = reserved;
    return (
      (await heldUnder(ports, request, bounds)) ?? { ...none, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    );
  }

  const most = Math.min(reserved.parts ?? Infinity, bounds.parts ?? Infinity);
  const reply = await ports.leasing.lease({
    ...request,
    limit: Math.min(reserved.messages, bounds.limit),
    ...(Number.isFinite(most) && { max_parts: most }),
    ...(reserved.recipients && { recipients: [...reserved.recipients] }),
  });
  checkpoint('agent-lease.lease.after_grant');
  const leases = reply === 'not_asked' ? [] : reply.leases;
  if (!reserved.heldOnly) await ports.budgets.granted(of, leaseId, leases);
  if (reply === 'not_asked') return { messages: [], blocked: false };
  return { messages: leases, routes: reply.routes, blocked: false, repeated: reserved.heldOnly ?? false };
}

/** Only what is held already is answered, also if it is reported in this moment: nothing else is reserved for. */
const NOBODY_NEW: string[] = [];

/** What an earlier call with the same request id was granted, if its answer may have been lost. */
async function heldUnder(
  { phones, leasing }: LeasePorts,
  request: LeaseRequest,
  bounds: Bounds,
): Promise<AskedBySim | undefined> {
  if (bounds.requestId === undefined || !bounds.first) return undefined;
  const { tenant, agent, lease_id } = request;
  const { leases } = await phones.leases({ tenant, agent, lease_ids: [lease_id] });
  if (!leases.some(({ open }) => open)) return undefined;
  const reply = await leasing.lease({ ...request, recipients: NOBODY_NEW });
  if (reply === 'not_asked') return undefined;
  return { messages: reply.leases, routes: reply.routes, blocked: false, repeated: true };
}

function requestOf({ leaseMs }: LeasePorts, agent: Agent, sim: Sim, leaseId: string, limit: number): LeaseRequest {
  const countries = countriesOf(sim);
  return {
    ...{
      tenant: agent.tenant,
      agent: agent.id,
      lease_id: leaseId,
      limit,
      can_start: agent.can_start,
      lease_ms: leaseMs,
    },
    ...(countries && { countries: [...countries] }),
  };
}

const LEASE_BYTES = 18;

function leaseIdOf(hasher: Hasher, { id }: Agent, { slot }: Sim, requestId: string | undefined): string {
  if (requestId === undefined) return randomOctets(LEASE_BYTES).toString('base64url');
  return hasher.hash('lease', `${id}|${slot}|${requestId}`).slice(0, 24);
}
