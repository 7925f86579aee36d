import type { ReplyRequest, SubmitReply } from '#libs/contracts';
import { senderOfAnswer } from '../../domain/inbound-texts/inbound-text.ts';
import type { InboundPorts } from './ports.ts';
import { personIn, seenConversation } from './read-conversations.ts';

/** Sends to the person of a conversation from the number that received their texts, by the route that has it. */
export async function reply(
  ports: Pick<InboundPorts, 'conversations' | 'codec' | 'submit'>,
  { conversation: id, text, client_ref, ...call }: ReplyRequest,
): Promise<SubmitReply> {
  const { tenant, environment } = call;
  const conversation = await seenConversation(ports, { tenant, environment }, id);
  await ports.codec.readyToSeal(conversation.tenant);
  const { route, last: answers } = conversation;
  const to = personIn(ports.codec, conversation);
  const item = { to, text, ...senderOfAnswer(conversation), route, ...(client_ref !== undefined && { client_ref }) };
  return ports.submit({ ...call, operation: 'reply', all_or_nothing: true, items: [item] }, { answers });
}
