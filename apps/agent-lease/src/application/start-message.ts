import type { StartReply } from '#libs/contracts';
import { checkpoint, isMessageId, PostriderError } from '#libs/kernel';
import type { Agent } from '../domain/agent.ts';
import { isFence } from './heartbeat.ts';
import type { PhoneTokens } from './phone-tokens.ts';
import type { Agents } from './ports.ts';
import type { DispatcherPhones } from './presence.ts';

export interface StartPorts {
  readonly agents: Agents;
  readonly tokens: PhoneTokens;
  readonly phones: Pick<DispatcherPhones, 'start'>;
}

export interface Grant {
  readonly message_id: string;
  readonly lease_id: string;
  readonly fence: number;
}

/** Asked before each text: from now on the phone may send it. */
export async function startMessage(
  { agents, tokens, phones }: StartPorts,
  agent: Agent,
  grant: Grant,
): Promise<StartReply> {
  if (!agent.enabled)
    throw new PostriderError('insufficient_scope', 'This phone is disabled. Its owner can enable it again.');
  if (!isMessageId(grant.message_id)) return { applied: false, reason: 'not_found', send_within_ms: 0 };
  if (!isFence(grant.fence)) return { applied: false, reason: 'stale_lease', send_within_ms: 0 };

  const started = await phones.start({ tenant: agent.tenant, agent: agent.id, grant });
  checkpoint('agent-lease.start.after_start');
  if (!agent.can_start) {
    await agents.change(agent, { can_start: true }, true);
    tokens.forget([agent.id]);
  }
  return started;
}
