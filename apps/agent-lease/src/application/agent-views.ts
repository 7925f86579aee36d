import type { AgentView, HeldByPhone, SimView } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { simsOf, type Agent, type Sim } from '../domain/agent.ts';
import type { SimBudgets, SimOfPhone, SimState } from './budgets/ports.ts';
import type { Hasher } from './ports.ts';
import type { DispatcherPhones } from './presence.ts';
import { simId } from './sim-id.ts';

export interface ViewPorts {
  readonly budgets: Pick<SimBudgets, 'read'>;
  readonly hasher: Hasher;
  readonly phones: Pick<DispatcherPhones, 'held'>;
}

/** Phones with their SIMs and what they hold; `holds`: the messages themselves, too. */
export async function viewsOf(
  { budgets, hasher, phones }: ViewPorts,
  tenant: TenantId,
  agents: readonly Agent[],
  { holds = false } = {},
): Promise<AgentView[]> {
  if (agents.length === 0) return [];
  const sims = agents.map((agent) => simsOf(agent, (of, slot) => simId(hasher, of, { slot })));
  const of = agents.flatMap((agent, at) => sims[at]!.map((sim) => simOfPhone(agent, sim)));
  const [states, held] = await Promise.all([
    budgets.read(of),
    phones.held({ tenant, agents: agents.map(({ id }) => id) }),
  ]);
  let next = 0;
  return agents.map((agent, at) => {
    const views = sims[at]!.map((sim) => simView(sim, states[next++]!));
    const own = held.agents.find(({ agent: id }) => id === agent.id);
    return viewOf(agent, views, own, holds);
  });
}

export const simOfPhone = ({ tenant, id: agent }: Agent, { id: sim, slot }: Sim): SimOfPhone => ({
  ...{ tenant, agent, sim, slot },
});

function viewOf(agent: Agent, sims: SimView[], held: HeldByPhone | undefined, holds: boolean): AgentView {
  const { battery, charging, network, app_version } = agent;
  return {
    ...{ id: agent.id, device_id: agent.device_id, label: agent.label, environment: agent.environment },
    enabled: agent.enabled && !agent.revoked,
    ...{ revoked: agent.revoked, online: agent.online && !agent.revoked, can_start: agent.can_start },
    ...{ last_seen_at: agent.last_seen_at.toISOString(), registered_at: agent.registered_at.toISOString() },
    ...(battery !== undefined && { battery }),
    ...(charging !== undefined && { charging }),
    ...(network !== undefined && { network }),
    ...(app_version !== undefined && { app_version }),
    sims,
    ...{ assigned: held?.assigned ?? 0, sending: held?.sending ?? 0, waiting: held?.waiting ?? 0 },
    ...(holds && { holds: held?.messages ?? [] }),
  };
}

const SHOWN_DIGITS = 2;

function simView({ slot, id, operator, country, number }: Sim, { budget, used, restsUntil }: SimState): SimView {
  return {
    ...{ slot, id, budget, used },
    ...(operator !== undefined && { operator }),
    ...(country !== undefined && { country }),
    ...(number !== undefined && { number_ends: number.slice(-SHOWN_DIGITS) }),
    ...(restsUntil && { rests_until: restsUntil.toISOString() }),
  };
}
