import type { AgentView, ChangeAgentRequest } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { AgentPorts } from './ports.ts';
import { seenAgent } from './read-agent.ts';

export type AgentChange = Pick<ChangeAgentRequest, 'label' | 'enabled'>;

/** Its label, and whether it gets messages. What a disabled phone has not started takes other routes. */
export function changeAgent(
  { agents, audit }: AgentPorts,
  principal: Principal,
  { id, change }: { readonly id: string; readonly change: AgentChange },
  clientIp: string,
): Promise<AgentView> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: actionOf(change), target: id, reason, clientIp }, async () => {
    await seenAgent(agents, principal, id);
    return agents.agents.change({ tenant: principal.tenant, id, by: nameOf(principal), ...change });
  });
}

function actionOf({ label, enabled }: AgentChange) {
  if (label !== undefined || enabled === undefined) return 'agent.change';
  return enabled ? 'agent.enable' : 'agent.disable';
}
