import type { MessagesQuery, MessagesReply, MessageSummary, SeenBy } from '#libs/contracts';
import {
  isMessageId,
  messageKeyOf,
  PostriderError,
  publicMessageId,
  publicRequestId,
  requestKeyOf,
  type MessageKey,
  type TenantId,
} from '#libs/kernel';
import { timesOf } from '../../domain/acceptance/message-fields.ts';
import type { ShownContent } from '../../domain/acceptance/shown-content.ts';
import type { Codec } from '../ledger/ports.ts';
import { shownOf } from '../ledger/sealed-content.ts';
import { messageChoiceOf } from './choice-of.ts';
import type { ListedMessage, Lists } from './ports.ts';

export interface ListPorts {
  readonly lists: Lists;
  readonly codec: Codec;
}

/** Messages of the principal's choice, newest first. One that fan-out has not stored yet is missing. */
export async function listMessages(ports: ListPorts, query: MessagesQuery): Promise<MessagesReply> {
  const choice = messageChoiceOf(query, query.where);
  if (!choice) return { items: [] };
  await ports.codec.ready(choice.tenant);
  const { found, next } = await ports.lists.messages(choice, { limit: query.limit, ...afterOf(query) });
  return {
    items: found.map((message) => summaryOf(message, shownOf(ports.codec, query, message))),
    ...(next && { next: publicMessageId(next) as string }),
  };
}

export function afterOf({ tenant, after }: SeenBy & { readonly after?: string }): { readonly after?: MessageKey } {
  if (after === undefined) return {};
  if (!isMessageId(after)) throw new PostriderError('invalid_id', 'after must be the next of the page before.');
  return { after: messageKeyOf(tenant as TenantId, after) };
}

export function summaryOf(message: ListedMessage, shown: ShownContent): MessageSummary {
  const { _id, number, environment, status, category, route, segments, encoding, created_at, created_by } = message;
  const { sender, client_ref, subject_ref } = message;
  return {
    id: publicMessageId(_id),
    request_id: publicRequestId(requestKeyOf(_id)),
    number,
    environment,
    status,
    ...shown,
    category,
    channel: message.channel ?? 'sms',
    ...(route !== undefined && { route }),
    segments,
    encoding,
    created_at: created_at.toISOString(),
    created_by,
    ...(sender !== undefined && { sender }),
    ...(client_ref !== undefined && { client_ref }),
    ...(subject_ref !== undefined && { subject_ref }),
    ...timesOf(message, (at) => at.toISOString()),
  };
}
