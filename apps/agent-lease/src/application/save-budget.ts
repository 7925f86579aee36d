import type { AgentView, SaveBudgetRequest } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { simsOf } from '../domain/agent.ts';
import { simOfPhone, viewsOf } from './agent-views.ts';
import type { SimBudgets } from './budgets/ports.ts';
import { forgetEverywhere, type ChangePorts } from './change-agent.ts';
import { knownAgent } from './read-agents.ts';
import { simId } from './sim-id.ts';

export interface BudgetPorts extends ChangePorts {
  readonly budgets: Pick<SimBudgets, 'read' | 'save'>;
}

/** The budget belongs to the SIM: every phone that has it gets its countries. */
export async function saveBudget(ports: BudgetPorts, request: SaveBudgetRequest): Promise<AgentView> {
  const tenant = request.tenant as TenantId;
  const agent = await knownAgent(ports.agents, tenant, request.id);
  const { sim_slot = 0, budget } = request;
  const sim = simsOf(agent, (of, slot) => simId(ports.hasher, of, { slot })).find(({ slot }) => slot === sim_slot);
  if (!sim) throw new PostriderError('not_found', 'The phone has no SIM in that slot.');

  await ports.budgets.save(simOfPhone(agent, sim), budget);
  const changed = await ports.agents.allow(tenant, sim.id, budget.countries);
  await forgetEverywhere(ports, changed);
  await ports.presence.tell();
  return (await viewsOf(ports, tenant, [await knownAgent(ports.agents, tenant, agent.id)], { holds: true }))[0]!;
}
