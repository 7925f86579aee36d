import type { AgentView, ChangeAgentRequest, RevokeAgentRequest } from '#libs/contracts';
import { PostriderError, unicodeProblem, type TenantId } from '#libs/kernel';
import { viewsOf } from './agent-views.ts';
import type { PhoneTokens } from './phone-tokens.ts';
import type { AgentChange, Announcements } from './ports.ts';
import type { Presence } from './presence.ts';
import { knownAgent, type ReadPorts } from './read-agents.ts';

export interface ChangePorts extends ReadPorts {
  readonly tokens: PhoneTokens;
  readonly announcements: Announcements;
  readonly presence: Presence;
}

export async function changeAgent(ports: ChangePorts, request: ChangeAgentRequest): Promise<AgentView> {
  const { label, enabled } = request;
  if (label !== undefined) checkLabel(label);
  return change(ports, request, { ...(label !== undefined && { label }), ...(enabled !== undefined && { enabled }) });
}

/** Its token is refused at once; the same device may register anew, as another phone. */
export async function revokeAgent(ports: ChangePorts, request: RevokeAgentRequest): Promise<AgentView> {
  return change(ports, request, { revoked: true });
}

async function change(ports: ChangePorts, request: RevokeAgentRequest, made: AgentChange): Promise<AgentView> {
  const tenant = request.tenant as TenantId;
  const agent = await knownAgent(ports.agents, tenant, request.id);
  const changed = agent.revoked ? undefined : await ports.agents.change(agent, made, true);
  if (!changed && !made.revoked)
    throw new PostriderError('already_closed', 'The phone was revoked. It can register anew.');
  await forgetEverywhere(ports, [agent.id]);
  await ports.presence.tell();
  return (
    await viewsOf(ports, tenant, [changed ?? (await knownAgent(ports.agents, tenant, agent.id))], { holds: true })
  )[0]!;
}

/** Every replica reads the phones again. Without the event it does so within 5 s. */
export async function forgetEverywhere(
  { tokens, announcements }: Pick<ChangePorts, 'tokens' | 'announcements'>,
  ids: readonly string[],
): Promise<void> {
  tokens.forget(ids);
  await announcements.agentsChanged(ids);
}

function checkLabel(label: string): void {
  const problem = unicodeProblem(label) ?? (label.trim() === '' ? 'must not be empty' : undefined);
  if (problem === undefined) return;
  const message = `label ${problem}.`;
  throw new PostriderError('invalid_field', message, { errors: [{ field: 'label', code: 'invalid_field', message }] });
}
