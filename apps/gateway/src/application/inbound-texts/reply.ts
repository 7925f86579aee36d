import type { SubmitReply } from '#libs/contracts';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { read } from '../audit/audited.ts';
import { submitCall, type CallOf, type CallPorts } from '../messages/submit-request.ts';

export interface Reply extends Pick<CallOf, 'idempotencyKey' | 'fingerprint'> {
  readonly conversation: string;
  readonly text: string;
  readonly client_ref?: string;
}

/** Sends to the person of a conversation that the principal sees, in its environment. */
export async function reply(
  ports: CallPorts,
  principal: Principal,
  { conversation, text, client_ref, ...call }: Reply,
  clientIp: string,
): Promise<SubmitReply> {
  const asked = { tenant: principal.tenant, ...seenBy(principal), masked: true, id: conversation, limit: 1 };
  const act = { principal, action: 'conversation.reply', target: conversation, clientIp } as const;
  const found = await read(ports.audit, act, () => ports.dispatcher.inbound.conversation(asked));
  const { environment } = found.conversation;
  const message = { conversation, text, ...(client_ref !== undefined && { client_ref }) };
  return submitCall(ports, principal, { ...call, operation: 'reply', environment }, clientIp, (request, options) =>
    ports.dispatcher.inbound.reply({ ...request, ...message }, options),
  );
}
