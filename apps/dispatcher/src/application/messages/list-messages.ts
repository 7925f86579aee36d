import type { EvidenceDocument, MessagesQuery, MessagesReply, MessageSummary, SeenBy } from '#libs/contracts';
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
import type { Codec, Evidence } from '../ledger/ports.ts';
import { shownOf } from '../ledger/sealed-content.ts';
import { messageChoiceOf } from './choice-of.ts';
import { agentOf, duplicateEnd, reasonOf } from './outcome-of.ts';
import type { ListedMessage, Lists } from './ports.ts';

export interface ListPorts {
  readonly lists: Lists;
  readonly evidence: Pick<Evidence, 'ofMessages'>;
  readonly codec: Codec;
}

/** Messages of the principal's choice, newest first. One that fan-out has not stored yet is missing. */
export async function listMessages(ports: ListPorts, query: MessagesQuery): Promise<MessagesReply> {
  const choice = messageChoiceOf(query, query.where);
  if (!choice) return { items: [] };
  await ports.codec.ready(choice.tenant);
  const { found, next } = await ports.lists.messages(choice, { limit: query.limit, ...afterOf(query) });
  const rows = query.with_outcome ? await ports.evidence.ofMessages(found.map(({ _id }) => _id)) : undefined;
  return {
    items: found.map((message) => ({
      ...summaryOf(message, shownOf(ports.codec, query, message)),
      ...(rows && outcomeOf(message, rows.get(message._id) ?? [])),
    })),
    ...(next && { next: publicMessageId(next) as string }),
  };
}

export function afterOf({ tenant, after }: SeenBy & { readonly after?: string }): { readonly after?: MessageKey } {
  if (after === undefined) return {};
  if (!isMessageId(after)) throw new PostriderError('invalid_id', 'after must be the next of the page before.');
  return { after: messageKeyOf(tenant as TenantId, after) };
}

/** Why it ended, and when something was last learned about it; a duplicate that is not closed yet ends so at once. */
function outcomeOf(
  message: ListedMessage,
  rows: readonly EvidenceDocument[],
): Pick<MessageSummary, 'reason' | 'updated_at'> & Partial<Pick<MessageSummary, 'status'>> {
  const last = rows.reduce((latest, { at }) => Math.max(latest, at.getTime()), message.created_at.getTime());
  const reason = reasonOf(message, rows);
  return {
    updated_at: new Date(last).toISOString(),
    ...(reason !== undefined && { reason }),
    ...(message.status === 'PENDING' && duplicateEnd(message)),
  };
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
    ...agentOf(message),
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
