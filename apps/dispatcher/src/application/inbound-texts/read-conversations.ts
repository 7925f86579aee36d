import type {
  ConversationItem,
  ConversationQuery,
  ConversationReply,
  ConversationsQuery,
  ConversationsReply,
  ConversationSummary,
  SeenBy,
} from '#libs/contracts';
import { isMessageId, isRequestId, maskNumber, PostriderError, publicMessageId, type TenantId } from '#libs/kernel';
import type { ConversationRecord, InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import type { Codec } from '../ledger/ports.ts';
import { opened, orUnreadable, shownOf } from '../ledger/sealed-content.ts';
import type { ListedMessage } from '../messages/ports.ts';
import { readsTexts, viewOf, type TextListPorts } from './list-texts.ts';
import type { Conversations } from './ports.ts';

export type ConversationPorts = TextListPorts & { readonly conversations: Conversations };

/** Those with the latest texts first. Who sees only what they sent sees none. */
export async function listConversations(
  { conversations, codec }: ConversationPorts,
  query: ConversationsQuery,
): Promise<ConversationsReply> {
  const { tenant: of, environment, created_by, limit, after } = query;
  const tenant = of as TenantId;
  if (created_by !== undefined) return { items: [] };
  if (after !== undefined && !isRequestId(after)) throw wrongCursor();
  await codec.ready(tenant);
  const page = { limit, ...(after !== undefined && { after }) };
  const found = await conversations.list({ tenant, ...(environment && { environment }) }, page);
  const items = found.map((it) => summaryOf(codec, query, it));
  return { items, ...(found.length === limit && { next: found.at(-1)!.last }) };
}

/** A page of what was received and sent, newest first. */
export async function readConversation(ports: ConversationPorts, query: ConversationQuery): Promise<ConversationReply> {
  const { limit, after } = query;
  const tenant = query.tenant as TenantId;
  const conversation = await seenConversation(ports, query, query.id);
  if (after !== undefined && !isRequestId(after) && !isMessageId(after)) throw wrongCursor();
  await ports.codec.ready(tenant);

  const page = { limit, ...(after !== undefined && { after: `${tenant}.${after}` }) };
  const [received, sent] = await Promise.all([
    ports.inboundTexts.list({ tenant, conversation: query.id }, page),
    ports.conversations.sent(conversation, page),
  ]);
  // One list may end before its page is full: nothing older than that end is known of it.
  const end =
    [received.next, sent.next]
      .flatMap((next) => next ?? [])
      .toSorted()
      .at(-1) ?? '';
  const all = [...received.found, ...sent.found].filter(({ _id }) => _id >= end);
  const shown = all.toSorted((one, other) => (one._id < other._id ? 1 : -1)).slice(0, limit);
  const isMore = all.length > limit || end !== '';
  const next = all.length > limit ? shown.at(-1)!._id : end;
  return {
    conversation: summaryOf(ports.codec, query, conversation),
    items: shown.map((it) =>
      'vendor_text_id' in it ? receivedItem(ports.codec, query, it) : sentItem(ports.codec, query, it),
    ),
    ...(isMore && { next: next.slice(9) }),
  };
}

/** What the principal does not see does not exist for them. */
export async function seenConversation(
  { conversations }: Pick<ConversationPorts, 'conversations'>,
  { tenant, environment, created_by }: SeenBy,
  id: string,
): Promise<ConversationRecord> {
  const found = created_by === undefined ? await conversations.byId(tenant as TenantId, id) : null;
  if (found && (environment === undefined || found.environment === environment)) return found;
  throw new PostriderError('not_found', 'There is no conversation with this id.');
}

/** Throws `Unreadable`; the tenant's key must be loaded. */
export const personIn = (codec: Codec, { tenant, from }: ConversationRecord): string =>
  opened('number of a conversation', () => codec.open(tenant, 'conversation', from));

function summaryOf(codec: Codec, reader: SeenBy, conversation: ConversationRecord): ConversationSummary {
  const { _id, environment, to, route, last_at } = conversation;
  const from = orUnreadable(() => personIn(codec, conversation));
  const isSeen = readsTexts(reader);
  return {
    id: _id.slice(9),
    environment,
    number: from === 'unreadable' ? '' : isSeen ? from : maskNumber(from),
    our_number: to,
    masked: !isSeen,
    route,
    last_received_at: last_at.toISOString(),
  };
}

function receivedItem(codec: Codec, reader: SeenBy, text: InboundTextRecord): ConversationItem {
  const { id, text: says, media_urls, masked, keyword, needs_review, received_at } = viewOf(codec, reader, text);
  return {
    id,
    direction: 'received',
    at: received_at,
    ...(says !== undefined && { text: says }),
    ...(media_urls && { media_urls }),
    masked,
    ...(keyword && { keyword }),
    needs_review,
  };
}

function sentItem(codec: Codec, reader: SeenBy, message: ListedMessage): ConversationItem {
  const { text, media_urls, masked } = shownOf(codec, reader, message);
  const { _id, created_at, created_by, status } = message;
  return {
    id: publicMessageId(_id),
    direction: 'sent',
    at: created_at.toISOString(),
    ...(text !== undefined && { text }),
    ...(media_urls && { media_urls }),
    masked,
    status,
    created_by,
  };
}

const wrongCursor = (): PostriderError =>
  new PostriderError('invalid_id', 'after must be the next of the page before.');
