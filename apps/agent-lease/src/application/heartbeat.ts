import type { PhoneGrant, RenewReply } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Log } from '#libs/observability';
import type { Agent, PhoneState, Sim } from '../domain/agent.ts';
import type { PhoneTokens } from './phone-tokens.ts';
import type { Agents } from './ports.ts';
import type { DispatcherPhones, Presence } from './presence.ts';
import { simsTold, type SimBudgetsOf, type ToldSims } from './sims-told.ts';

export interface Heartbeat extends Omit<PhoneState, 'free_parts_at'> {
  readonly sims?: ToldSims;
  readonly capabilities?: readonly string[];
  readonly leases?: readonly PhoneGrant[];
}

export interface HeartbeatPorts extends SimBudgetsOf {
  readonly agents: Agents;
  readonly tokens: PhoneTokens;
  readonly phones: Pick<DispatcherPhones, 'renew'>;
  readonly presence: Presence;
  readonly log: Log;
  readonly leaseMs: number;
}

/** A lease is renewed until it is as old as this many leases. */
const MOST_LEASES = 4;

/** Keeps what the phone tells about itself, and renews the leases that it names and holds. */
export async function takeHeartbeat(ports: HeartbeatPorts, agent: Agent, beat: Heartbeat): Promise<RenewReply> {
  const { leases = [], capabilities = [], sims: told, ...state } = beat;
  const sims = told && (await simsTold(ports, agent, told));
  const learnsToStart = !agent.can_start && capabilities.includes('start');
  const change = {
    ...state,
    ...(state.free_parts !== undefined && { free_parts_at: new Date(clock.now()) }),
    ...(sims && { sims }),
    ...(learnsToStart && { can_start: true }),
  };
  const tell = learnsToStart || (sims !== undefined && !haveSameCountries(sims, agent.sims));
  await ports.agents.change(agent, change, tell);
  ports.tokens.forget([agent.id]);
  if (tell) await ports.presence.tell();
  return renew(ports, agent, leases);
}

async function renew(
  { phones, leaseMs, log }: HeartbeatPorts,
  agent: Agent,
  leases: readonly PhoneGrant[],
): Promise<RenewReply> {
  const { tenant, id } = agent;
  const [possible, never] = [true, false].map((is) => leases.filter(({ fence }) => isFence(fence) === is));
  const revoked = never!.map(({ message_id }) => message_id);
  if (possible!.length === 0) return { extended: [], revoked };
  try {
    const grants = [...possible!];
    const renewed = await phones.renew({
      tenant,
      agent: id,
      grants,
      lease_ms: leaseMs,
      most_ms: MOST_LEASES * leaseMs,
    });
    return { extended: renewed.extended, revoked: [...renewed.revoked, ...revoked] };
  } catch (err) {
    // What is not extended ends in time; the phone asks again with its next heartbeat.
    log.warn('phones.renew_failed', { err });
    return { extended: [], revoked };
  }
}

/** A fence that some grant can have. */
export const isFence = (fence: number): boolean => Number.isSafeInteger(fence) && fence >= 1;

const haveSameCountries = (some: readonly Sim[], others: readonly Sim[]): boolean =>
  JSON.stringify(some.map(countriesIn)) === JSON.stringify(others.map(countriesIn));
const countriesIn = ({ country, countries }: Sim): unknown => [country, countries];
