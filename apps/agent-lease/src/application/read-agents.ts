import { AGENT_ID, type AgentQuery, type AgentsQuery, type AgentsReply, type AgentView } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import type { Agent } from '../domain/agent.ts';
import { viewsOf, type ViewPorts } from './agent-views.ts';
import type { Agents } from './ports.ts';

export interface ReadPorts extends ViewPorts {
  readonly agents: Agents;
}

export async function listAgents(ports: ReadPorts, query: AgentsQuery): Promise<AgentsReply> {
  const { environment, limit, after } = query;
  const tenant = query.tenant as TenantId;
  const of = { limit: limit + 1, ...(environment && { environment }), ...(after !== undefined && { after }) };
  const found = await ports.agents.list(tenant, of);
  const page = found.slice(0, limit);
  const items = await viewsOf(ports, tenant, page);
  return { items, ...(found.length > limit && { next: page.at(-1)!.id }) };
}

export async function readAgent(ports: ReadPorts, { tenant, id }: AgentQuery): Promise<AgentView> {
  const agent = await knownAgent(ports.agents, tenant as TenantId, id);
  return (await viewsOf(ports, tenant as TenantId, [agent], { holds: true }))[0]!;
}

/** Rejects with `not_found`. */
export async function knownAgent(agents: Agents, tenant: TenantId, id: string): Promise<Agent> {
  const found = AGENT_ID.test(id) ? await agents.find(tenant, id) : undefined;
  if (!found) throw new PostriderError('not_found', 'There is no such phone.');
  return found;
}
