import type { AgentView } from '#libs/contracts';
import { sees, type Principal } from '../../domain/principal.ts';
import { nothingHere, read } from '../audit/audited.ts';
import type { Agents } from '../ports.ts';
import type { AgentPorts } from './ports.ts';

export const readAgent = (
  { agents, audit }: AgentPorts,
  principal: Principal,
  id: string,
  clientIp: string,
): Promise<AgentView> =>
  read(audit, { principal, action: 'agent.read', target: id, clientIp }, () => seenAgent(agents, principal, id));

/** A phone of the principal's tenant and environment; `not_found` for any other. */
export async function seenAgent(agents: Agents, principal: Principal, id: string): Promise<AgentView> {
  const found = await agents.agents.read({ tenant: principal.tenant, id });
  if (!sees(principal, found.environment)) throw nothingHere();
  return found;
}
