import { ENVIRONMENTS, type Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { Conversations } from '../../application/inbound-texts/ports.ts';
import type { ListedMessage, Page, PageAsked } from '../../application/messages/ports.ts';
import { textIdOf, type ConversationRecord, type InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import { boundedScan } from './bounded-scan.ts';
import type { Collections } from './collections.ts';
import { MESSAGE } from './lists.repository.ts';
import { timeRange } from './time-range.ts';

const DUPLICATE_KEY = 11_000;
const idOf = (tenant: TenantId, conversation: string): string => `${tenant}.${conversation}`;

export class MongoConversations implements Conversations {
  constructor(private readonly collections: Pick<Collections, 'conversations' | 'messages'>) {}

  async touch(conversations: readonly ConversationRecord[]): Promise<void> {
    for (const it of latest(conversations)) await this.touchOne(it);
  }

  byId(tenant: TenantId, conversation: string): Promise<ConversationRecord | null> {
    return this.collections.conversations.findOne({ tenant, _id: idOf(tenant, conversation) });
  }

  list(
    { tenant, environment }: { readonly tenant: TenantId; readonly environment?: Environment },
    { limit, after }: { readonly limit: number; readonly after?: string },
  ): Promise<ConversationRecord[]> {
    const environments = { $in: environment ? [environment] : ENVIRONMENTS };
    const filter = { tenant, environment: environments, ...(after !== undefined && { last: { $lt: after } }) };
    const options = { hint: 'latest', sort: { last: -1 }, limit, batchSize: limit } as const;
    return this.collections.conversations.find(filter, options).toArray();
  }

  async claimHelp(text: InboundTextRecord, since: Date): Promise<boolean> {
    const { tenant, at } = text;
    const by = textIdOf(text);
    const free = [{ helped: { $exists: false } }, { 'helped.at': { $lt: since } }, { 'helped.by': by }];
    const asked = { tenant, _id: idOf(tenant, text.conversation), $or: free };
    const { matchedCount } = await this.collections.conversations.updateOne(asked, { $set: { helped: { at, by } } });
    return matchedCount === 1;
  }

  /** Without a sender of their own they had that of the account or phone which received the last text. */
  async sent(
    { tenant, environment, from_hash, to, route }: ConversationRecord,
    { limit, after }: PageAsked<string>,
  ): Promise<Page<ListedMessage, string>> {
    const by = [{ route }, { agent: route }, { pinned_route: route }];
    const from = { $or: [{ sender: to }, { sender: { $exists: false }, $or: by }] };
    const path = { tenant, to_hash: from_hash };
    const collection = this.collections.messages;
    const scan = { collection, index: 'recipient', path, others: { environment, ...from }, limit, projection: MESSAGE };
    const page = await boundedScan({ ...scan, ...timeRange({ tenant }, after) });
    return page as unknown as Page<ListedMessage, string>;
  }

  private async touchOne({ _id, tenant, route, last, last_at, ...made }: ConversationRecord): Promise<void> {
    const older = { tenant, _id, last: { $lt: last } };
    const update = { $set: { route, last, last_at }, $setOnInsert: made };
    try {
      await this.collections.conversations.updateOne(older, update, { upsert: true });
    } catch (error) {
      // It has a later text already.
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
    }
  }
}

/** The last one of each conversation. */
const latest = (conversations: readonly ConversationRecord[]): ConversationRecord[] => [
  ...new Map(
    conversations.toSorted((one, other) => (one.last < other.last ? -1 : 1)).map((it) => [it._id, it]),
  ).values(),
];
