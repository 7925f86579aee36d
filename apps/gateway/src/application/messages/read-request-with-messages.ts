import type { MessageSummary, RequestView } from '#libs/contracts';
import type { RequestId } from '#libs/kernel';
import { seenBy, type Principal } from '../../domain/principal.ts';
import { readRequest, type ReadPorts } from './read-message.ts';

const MOST = 100;

type Message = Pick<MessageSummary, 'id' | 'request_id' | 'status' | 'to' | 'created_at'> & Partial<MessageSummary>;

/** A request that the principal sees, with its first hundred messages by position. */
export async function readRequestWithMessages(
  ports: ReadPorts,
  principal: Principal,
  id: RequestId,
  clientIp: string,
): Promise<{ readonly request: RequestView; readonly messages: readonly Message[] }> {
  const request = await readRequest(ports, principal, { id, limit: MOST }, clientIp);
  // Newest first: those before the message at the position MOST.
  const page = { limit: MOST, after: `${id}.${String(MOST).padStart(4, '0')}`, with_outcome: true };
  const asked = { tenant: principal.tenant, ...seenBy(principal), where: { request: id } };
  const { items } = await ports.dispatcher.messages.list({ ...asked, ...page });
  const stored = new Map(items.map((message) => [message.id, message]));
  // One that is not stored yet has no more than this.
  const accepted = { request_id: id, created_at: request.created_at };
  return { request, messages: request.items.map((item) => stored.get(item.id) ?? { ...accepted, ...item }) };
}
