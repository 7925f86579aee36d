import type { AgentView } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { AgentPorts } from './ports.ts';
import { seenAgent } from './read-agent.ts';

/** Its token is refused at once, on every replica. */
export const revokeAgent = (
  { agents, audit }: AgentPorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<AgentView> =>
  audited(audit, { principal, action: 'agent.revoke', target: id, clientIp }, async () => {
    await seenAgent(agents, principal, id);
    return agents.agents.revoke({ tenant: principal.tenant, id, by: nameOf(principal) });
  });
