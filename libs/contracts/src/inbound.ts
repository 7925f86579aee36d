import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Done, rpc } from './contract.ts';
import { Described, DescribedTime, SAYS } from './described.ts';
import { SubmitCall, SubmitReply } from './dispatcher.ts';
import { OfTenant, SeenBy } from './scope.ts';
import { ENVIRONMENTS, MESSAGE_STATUSES, type Environment, type MessageStatus } from './vocabulary.ts';

const owner = 'dispatcher';

/** What a text of one word asks for: no more texts, texts again, or who we are. */
export const KEYWORDS = ['stop', 'start', 'help'] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** In one call. */
export const MOST_TEXTS = 100;

/** A text that a person sent to a number of an account. */
export class InboundText {
  /** The vendor's id of it: the same text comes again under the same id. */
  @IsString() @MaxLength(128) vendor_text_id!: string;
  /** The person, E.164; as the vendor writes it, if it is no number. */
  @IsString() @MaxLength(64) from!: string;
  /** The number or short code that received it. */
  @IsString() @MaxLength(64) to!: string;
  @IsString() @MaxLength(16_000) text!: string;
  /** Ms since the epoch; absent: now. */
  @IsOptional() @IsInt() received_at?: number;
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) media_urls?: string[];
  /** What the vendor takes it for; absent: its text decides. */
  @IsOptional() @IsIn(KEYWORDS) keyword?: Keyword;
  /** The vendor answers this stop, start or help word itself: no text of ours follows. */
  @IsOptional() @IsBoolean() vendor_answers?: boolean;
}

export class RecordTextsRequest extends OfTenant {
  @IsString() vendor!: string;
  @IsString() route!: string;
  @IsArray() @ArrayMaxSize(MOST_TEXTS) @ValidateNested({ each: true }) @Type(() => InboundText) texts!: InboundText[];
}

/** What a caller asks for, of the texts received that they see. */
export class TextFilter {
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
  /** Recorded in [from, until), RFC 3339. */
  @IsOptional() @IsString() from?: string;
  @IsOptional() @IsString() until?: string;
  @IsOptional() @IsString() @MaxLength(64) route?: string;
  /** The number that received it. */
  @IsOptional() @IsString() @MaxLength(64) to?: string;
  @IsOptional() @IsString() @MaxLength(64) conversation?: string;
  @IsOptional() @IsIn(KEYWORDS) keyword?: Keyword;
  @IsOptional() @IsBoolean() needs_review?: boolean;
}

export class TextsQuery extends SeenBy {
  @ValidateNested() @Type(() => TextFilter) where!: TextFilter;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}

const NUMBER = ['The number of the person; masked without messages:read_content.', '+12025550123'] as const;
const OURS = ['Your number that received it.', '+15005550006'] as const;
const CONVERSATION = ['Id of the conversation: your number and theirs.', '2tW8Jd0cQyXo3mVh1sKfPA'] as const;
const REVIEW = 'It has a stop word among others: somebody should read it. Nothing was changed.';
const KEYWORD = 'What the text asks for, if it is one of the known words: no more texts, texts again, or help.';

export class InboundTextView {
  @Described('Id of the text.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described(...CONVERSATION) @IsString() conversation!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...NUMBER) @IsString() from!: string;
  @Described(...OURS) @IsString() to!: string;
  @Described('Absent if it is masked, or can no longer be read.', 'Yes, I will come.')
  @IsOptional()
  @IsString()
  text?: string;
  @Described('Addresses of its pictures at the vendor; absent if they are masked.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  media_urls?: string[];
  @Described('The number is masked and the text absent.') @IsBoolean() masked!: boolean;
  @Described(KEYWORD) @IsOptional() @IsIn(KEYWORDS) keyword?: Keyword;
  @Described(REVIEW) @IsBoolean() needs_review!: boolean;
  @Described(...SAYS.routeId) @IsString() route!: string;
  @Described(...SAYS.vendor) @IsString() vendor!: string;
  @DescribedTime('When the vendor received it.') @IsString() received_at!: string;
}
export class TextsReply {
  @IsArray() @Type(() => InboundTextView) items!: InboundTextView[];
  @IsOptional() @IsString() next?: string;
}

export class ConversationsQuery extends SeenBy {
  @IsInt() @Min(1) @Max(100) limit!: number;
  @IsOptional() @IsString() @MaxLength(64) after?: string;
}
export class ConversationSummary {
  @Described(...CONVERSATION) @IsString() id!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...NUMBER) @IsString() number!: string;
  @Described(...OURS) @IsString() our_number!: string;
  @Described('The number is masked.') @IsBoolean() masked!: boolean;
  @Described('The route that received the last text, and sends the answers.', 'twilio-0a1b2c3d')
  @IsString()
  route!: string;
  @DescribedTime('When the last text was received.') @IsString() last_received_at!: string;
}
export class ConversationsReply {
  @IsArray() @Type(() => ConversationSummary) items!: ConversationSummary[];
  @IsOptional() @IsString() next?: string;
}

export class ConversationQuery extends ConversationsQuery {
  @IsString() @MaxLength(64) id!: string;
}
export const DIRECTIONS = ['received', 'sent'] as const;
export class ConversationItem {
  @Described('Id of the text received, or of the message.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E') @IsString() id!: string;
  @Described('By you.') @IsIn(DIRECTIONS) direction!: (typeof DIRECTIONS)[number];
  @DescribedTime('When it was received, or accepted.') @IsString() at!: string;
  @Described('Absent if it is masked, or can no longer be read.', 'Yes, I will come.')
  @IsOptional()
  @IsString()
  text?: string;
  @Described('Addresses of its pictures; absent if they are masked.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  media_urls?: string[];
  @Described('The text is absent, because the caller has not messages:read_content.') @IsBoolean() masked!: boolean;
  @Described(KEYWORD) @IsOptional() @IsIn(KEYWORDS) keyword?: Keyword;
  @Described(REVIEW) @IsOptional() @IsBoolean() needs_review?: boolean;
  @Described('Of one that was sent.') @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  @Described('Who sent it, if you did.', 'key:3xAmpl3K3y1d') @IsOptional() @IsString() created_by?: string;
}
export class ConversationReply {
  @Described() @ValidateNested() @Type(() => ConversationSummary) conversation!: ConversationSummary;
  @Described('Both directions, newest first.') @IsArray() @Type(() => ConversationItem) items!: ConversationItem[];
  @IsOptional() @IsString() next?: string;
}

/** `environment`: that of the conversation. */
export class ReplyRequest extends SubmitCall {
  @IsString() @MaxLength(64) conversation!: string;
  @IsString() @MaxLength(20_000) text!: string;
  @IsOptional() @IsString() @MaxLength(128) client_ref?: string;
}

export const inboundContracts = {
  /** Answers when the texts are durable, and the opt-outs that they ask for are in force. */
  record: rpc({ owner, name: 'inbound-texts', request: RecordTextsRequest, reply: Done }),
  /** Newest first. */
  list: rpc({ owner, name: 'list-inbound-texts', request: TextsQuery, reply: TextsReply }),
  /** The one with the latest text first. */
  conversations: rpc({ owner, name: 'conversations', request: ConversationsQuery, reply: ConversationsReply }),
  /** Both directions, newest first; `not_found` for another tenant's. */
  conversation: rpc({ owner, name: 'conversation', request: ConversationQuery, reply: ConversationReply }),
  /**
   * Sends from the number that received the texts, by the route that received the last one; `not_found`, `no_route` if
   * that route is gone, and the refusals of every send.
   */
  reply: rpc({ owner, name: 'reply', request: ReplyRequest, reply: SubmitReply, timeoutMs: 2_000 }),
};
