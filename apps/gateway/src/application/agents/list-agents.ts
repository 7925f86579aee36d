import type { AgentsReply } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import type { AgentPorts } from './ports.ts';

/** A page of the phones of the principal's tenant and environment. */
export const listAgents = (
  { agents }: Pick<AgentPorts, 'agents'>,
  { tenant, environment }: Principal,
  page: { readonly limit: number; readonly after?: string },
): Promise<AgentsReply> => agents.agents.list({ tenant, ...(environment && { environment }), ...page });
