import type { AgentView, SaveBudgetRequest } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { AgentPorts } from './ports.ts';
import { seenAgent } from './read-agent.ts';

/** Replaces the budget of a SIM, for every phone that has it. */
export const saveBudget = (
  { agents, audit }: AgentPorts,
  principal: Principal,
  { id, ...of }: Pick<SaveBudgetRequest, 'id' | 'sim_slot' | 'budget'>,
  clientIp: string,
): Promise<AgentView> =>
  audited(audit, { principal, action: 'agent.budget', target: id, clientIp }, async () => {
    await seenAgent(agents, principal, id);
    return agents.agents.saveBudget({ tenant: principal.tenant, id, by: nameOf(principal), ...of });
  });
