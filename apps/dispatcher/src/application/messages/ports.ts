import type { Category, Channel, Environment, MessageDocument, MessageStatus, RequestDocument } from '#libs/contracts';
import type { MessageKey, RequestKey, TenantId } from '#libs/kernel';
import type { Grant } from '../../domain/ledger/fold.ts';

/** The requests of a list. Every given condition applies. */
export interface RequestChoice {
  readonly tenant: TenantId;
  readonly environment?: Environment;
  readonly created_by?: string;
  /** Accepted in [from, until). */
  readonly from?: Date;
  readonly until?: Date;
}

export interface MessageChoice extends RequestChoice {
  readonly statuses?: readonly MessageStatus[];
  readonly category?: Category;
  readonly channel?: Channel;
  readonly route?: string;
  /** The phone that holds or held it, or for which it is. */
  readonly agent?: string;
  readonly client_ref?: string;
  readonly subject_ref?: string;
  readonly template_id?: string;
  readonly to_hash?: string;
  readonly request?: RequestKey;
}

/** Without what only a fan-out or one message's own page needs. */
export type ListedMessage = Pick<
  MessageDocument,
  | '_id'
  | 'tenant'
  | 'environment'
  | 'number'
  | 'created_at'
  | 'created_by'
  | 'content'
  | 'category'
  | 'channel'
  | 'route'
  | 'segments'
  | 'encoding'
  | 'sender'
  | 'client_ref'
  | 'subject_ref'
  | 'send_at'
  | 'status'
  | 'answers'
  | 'agent'
  | 'pinned_route'
  | 'preferred_route'
  | 'duplicate_of'
  | keyof Grant
>;
export type ListedRequest = Pick<
  RequestDocument,
  '_id' | 'created_at' | 'created_by' | 'environment' | 'total' | 'rejected' | 'cancel_at' | 'wake_at'
>;

export interface PageAsked<Key> {
  readonly limit: number;
  /** The page starts below this key. */
  readonly after?: Key;
}

/** `next`: the key below which the next page starts; the look for a rare message ends before the page is full. */
export interface Page<Document, Key> {
  readonly found: readonly Document[];
  readonly next?: Key;
}

/** Newest first. Each call reads for a bounded time. */
export interface Lists {
  messages(choice: MessageChoice, page: PageAsked<MessageKey>): Promise<Page<ListedMessage, MessageKey>>;
  /** The same messages by their keys alone. */
  keys(choice: MessageChoice, page: PageAsked<MessageKey>): Promise<Page<MessageKey, MessageKey>>;
  requests(choice: RequestChoice, page: PageAsked<RequestKey>): Promise<Page<ListedRequest, RequestKey>>;
  /** Those that exist. */
  requestsById(keys: readonly RequestKey[]): Promise<ListedRequest[]>;
}
