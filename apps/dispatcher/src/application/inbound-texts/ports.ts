import type { Environment, Keyword, SubmitReply, SubmitRequest, TenantRules } from '#libs/contracts';
import type { TenantId, Times } from '#libs/kernel';
import type { ConversationRecord, InboundTextRecord } from '../../domain/inbound-texts/inbound-text.ts';
import type { SubmitOrigin } from '../accept/submit-request.ts';
import type { ListedMessage, Page, PageAsked } from '../messages/ports.ts';
import type { OptOutPorts } from '../opt-outs/add-opt-outs.ts';
import type { Log } from '../ports.ts';
import type { Phones } from '../phones/ports.ts';
import type { RouteStates } from '../routes/ports.ts';

/** The texts of a list. Every given condition applies. */
export interface TextChoice {
  readonly tenant: TenantId;
  readonly environment?: Environment;
  readonly from?: Date;
  readonly until?: Date;
  readonly route?: string;
  readonly to?: string;
  readonly conversation?: string;
  readonly keyword?: Keyword;
  readonly needs_review?: boolean;
}

export interface InboundTexts {
  /** The texts as they are stored, in the given order: one that its vendor reported before is returned as it is. */
  insert(texts: readonly InboundTextRecord[]): Promise<InboundTextRecord[]>;
  byId(tenant: TenantId, id: string): Promise<InboundTextRecord | null>;
  /** Of all tenants: those from which something still follows. */
  due(now: number, limit: number): Promise<InboundTextRecord[]>;
  postpone(ids: readonly string[], until: Date): Promise<void>;
  /** Nothing more follows from them. */
  done(ids: readonly string[]): Promise<void>;
  list(choice: TextChoice, page: PageAsked<string>): Promise<Page<InboundTextRecord, string>>;
}

export interface Conversations {
  /** Makes them, and moves them to their last text. */
  touch(conversations: readonly ConversationRecord[]): Promise<void>;
  byId(tenant: TenantId, conversation: string): Promise<ConversationRecord | null>;
  /** Those with the latest texts first; `after`: the last text of the page before. */
  list(
    of: { readonly tenant: TenantId; readonly environment?: Environment },
    page: { readonly limit: number; readonly after?: string },
  ): Promise<ConversationRecord[]>;
  /** True for one text of the conversation in each period. */
  claimHelp(text: InboundTextRecord, since: Date): Promise<boolean>;
  /** Messages that were sent to the person from this number. */
  sent(conversation: ConversationRecord, page: PageAsked<string>): Promise<Page<ListedMessage, string>>;
}

export interface InboundPorts extends OptOutPorts {
  readonly inboundTexts: InboundTexts;
  readonly conversations: Conversations;
  readonly states: Pick<RouteStates, 'byId'>;
  readonly phones: Phones;
  /** Of the tenant's owner, the gateway. */
  readonly tenantRules: (tenant: TenantId) => Promise<TenantRules>;
  readonly submit: (request: SubmitRequest, origin: SubmitOrigin) => Promise<SubmitReply>;
  readonly times: Times;
  readonly log: Log;
}
