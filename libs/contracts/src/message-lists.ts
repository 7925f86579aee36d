import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from './contract.ts';
import { Described, DescribedCount, DescribedCounts, DescribedTime, SAYS } from './described.ts';
import { GivenTimes } from './message-fields.ts';
import { SeenBy } from './scope.ts';
import {
  CATEGORIES,
  CHANNELS,
  ENCODINGS,
  ENVIRONMENTS,
  MESSAGE_STATUSES,
  type Category,
  type Channel,
  type Encoding,
  type Environment,
  type MessageStatus,
} from './vocabulary.ts';

const owner = 'dispatcher';

/** What a caller asks for, of what they see. */
export class RequestFilter {
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
  @IsOptional() @IsString() @MaxLength(256) created_by?: string;
  /** Accepted in [from, until), RFC 3339. */
  @IsOptional() @IsString() from?: string;
  @IsOptional() @IsString() until?: string;
}

export class MessageFilter extends RequestFilter {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MESSAGE_STATUSES.length)
  @IsIn(MESSAGE_STATUSES, { each: true })
  status?: MessageStatus[];
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @IsOptional() @IsString() @MaxLength(64) route?: string;
  /** The phone that holds or held it, or for which it is. */
  @IsOptional() @IsString() @MaxLength(64) agent?: string;
  @IsOptional() @IsString() @MaxLength(128) client_ref?: string;
  @IsOptional() @IsString() @MaxLength(128) subject_ref?: string;
  /** Public id. */
  @IsOptional() @IsString() @MaxLength(64) template?: string;
  /** Public id. */
  @IsOptional() @IsString() @MaxLength(26) request?: string;
}

export class MessagesQuery extends SeenBy {
  @ValidateNested() @Type(() => MessageFilter) where!: MessageFilter;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
  /** Each with its `reason` and `updated_at`. */
  @IsOptional() @IsBoolean() with_outcome?: boolean;
}

/** The most messages that are counted, and that a page comes after. */
export const MOST_COUNTED = 10_000;

export class LocateMessagesQuery extends SeenBy {
  @ValidateNested() @Type(() => MessageFilter) where!: MessageFilter;
  @IsInt() @Min(0) @Max(MOST_COUNTED) skip!: number;
}
export class LocateMessagesReply {
  /** Messages of the choice; the most if there are more, or as many as could be counted in a second. */
  @IsInt() total!: number;
  /** The message after which the page begins, for `after` of the list; absent: at the beginning. */
  @IsOptional() @IsString() after?: string;
}

export class MessageSummary extends GivenTimes {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @Described(...SAYS.number) @IsInt() number!: number;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @Described(...SAYS.to) @IsString() to!: string;
  @Described(...SAYS.text) @IsOptional() @IsString() text?: string;
  @Described(...SAYS.masked) @IsBoolean() masked!: boolean;
  @Described(...SAYS.category) @IsIn(CATEGORIES) category!: Category;
  @Described(...SAYS.channel) @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @Described('The route of the last attempt.', 'twilio-0a1b2c3d') @IsOptional() @IsString() route?: string;
  @Described('The phone that holds it, or held it last.', 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @IsOptional()
  @IsString()
  agent_id?: string;
  @DescribedCount('Parts it is sent in.') @IsInt() segments!: number;
  @Described(...SAYS.encoding) @IsIn(ENCODINGS) encoding!: Encoding;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @Described(...SAYS.createdBy) @IsString() created_by!: string;
  /** Why it ended, if it did not succeed: our code, or that of the vendor or phone. */
  @IsOptional() @IsString() reason?: string;
  /** RFC 3339: when something was last learned about it. */
  @IsOptional() @IsString() updated_at?: string;
}

/** `next`: there may be more. A page may have fewer messages than asked for, or none, and still a next one. */
export class MessagesReply {
  @IsArray() @Type(() => MessageSummary) items!: MessageSummary[];
  @IsOptional() @IsString() next?: string;
}

export class SearchMessagesRequest extends MessagesQuery {
  /** As written; normalised with `default_region`. */
  @IsOptional() @IsString() @MaxLength(64) to?: string;
  @IsOptional() @IsString() default_region?: string;
  /** Part of the text, whatever the case of its letters. */
  @IsOptional() @IsString() @MaxLength(1_000) text?: string;
  /** Messages whose text the pages before compared. */
  @IsInt() @Min(0) searched!: number;
}
export class SearchMessagesReply extends MessagesReply {
  @IsInt() searched!: number;
}

export class RequestsQuery extends SeenBy {
  @ValidateNested() @Type(() => RequestFilter) where!: RequestFilter;
  @IsInt() @Min(1) @Max(100) limit!: number;
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

export class RequestSummary {
  @Described(...SAYS.requestId) @IsString() id!: string;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @Described('Who made it.', 'key:3xAmpl3K3y1d') @IsString() created_by!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @DescribedCount('Messages in the call.') @IsInt() total!: number;
  @DescribedCount('Messages accepted.') @IsInt() accepted!: number;
  @DescribedCount('Messages refused.') @IsInt() rejected!: number;
  @DescribedTime('When it was cancelled.') @IsOptional() @IsString() cancel_requested_at?: string;
}
export class RequestsReply {
  @IsArray() @Type(() => RequestSummary) items!: RequestSummary[];
  @IsOptional() @IsString() next?: string;
}

export const REQUEST_STATES = ['accepted', 'sending', 'done'] as const;

export class RequestState {
  @Described(...SAYS.requestId) @IsString() id!: string;
  @Described('accepted until every message is stored, sending while one is open.')
  @IsIn(REQUEST_STATES)
  state!: (typeof REQUEST_STATES)[number];
  @DescribedCount('Messages in the call.') @IsInt() total!: number;
  @DescribedCount('Messages accepted.') @IsInt() accepted!: number;
  @DescribedCount('Messages refused.') @IsInt() rejected!: number;
  @DescribedCounts('Messages by status.') @IsObject() counts!: Partial<Record<MessageStatus, number>>;
}

export class RefreshRequestsRequest extends SeenBy {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(100) @IsString({ each: true }) ids!: string[];
}
export class RefreshRequestsReply {
  /** Of those that the principal sees, in the order of `ids`. */
  @IsArray() @Type(() => RequestState) items!: RequestState[];
}

export const messageListContracts = {
  /** Newest first. */
  list: rpc({ owner, name: 'messages', request: MessagesQuery, reply: MessagesReply }),
  /** For lists that are read by position: where a page begins, and how many messages there are. */
  locate: rpc({ owner, name: 'locate-messages', request: LocateMessagesQuery, reply: LocateMessagesReply }),
  /** By number or by text; never in a URL. */
  search: rpc({ owner, name: 'search-messages', request: SearchMessagesRequest, reply: SearchMessagesReply }),
};

export const requestListContracts = {
  list: rpc({ owner, name: 'requests', request: RequestsQuery, reply: RequestsReply }),
  /** Asks vendors that do not call back, then counts. */
  refresh: rpc({
    owner,
    name: 'refresh-requests',
    request: RefreshRequestsRequest,
    reply: RefreshRequestsReply,
    timeoutMs: 8_000,
  }),
};
