import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
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
import { VendorTemplate } from './carries.ts';
import { busEvent, job, type Job } from './contract.ts';
import { ERROR_CODES } from '#libs/kernel';
import { Described, DescribedCount, SAYS } from './described.ts';
import { GivenTimes } from './message-fields.ts';
import { Quota, QuotaState } from './quotas.ts';
import { OfTenant } from './scope.ts';
import {
  AGENT_PINNED,
  CATEGORIES,
  CLOSE_REASONS,
  ENCODINGS,
  ENVIRONMENTS,
  GUARANTEES,
  MEDIA_FALLBACKS,
  MESSAGE_STATUSES,
  type AgentPinned,
  type Category,
  type CloseReason,
  type Encoding,
  type Environment,
  type Guarantee,
  type Lane,
  type MediaFallback,
  type MessageStatus,
} from './vocabulary.ts';

const owner = 'dispatcher';

/** The template that the text was rendered from. */
export class SubmittedTemplate {
  /** Public id of the template. */
  @IsString() @MaxLength(64) id!: string;
  @IsInt() version!: number;
  @IsString() @MaxLength(35) language!: string;
  /** The same message for vendors that send by templates of their own. */
  @IsArray() @ArrayMaxSize(20) @Type(() => VendorTemplate) vendors!: VendorTemplate[];
}

/** The pictures of a message. */
export class SubmittedMedia {
  @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) urls!: string[];
  @IsOptional() @IsString() @MaxLength(256) subject?: string;
  @IsOptional() @IsIn(MEDIA_FALLBACKS) fallback?: MediaFallback;
  /** What they were when they were fetched: their media types, and the size of the largest. */
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) types?: string[];
  @IsOptional() @IsInt() largest_bytes?: number;
}

/** One recipient as the caller gave it; the dispatcher's gates check number, text and deadline. */
export class SubmitItem extends GivenTimes {
  /** As written; normalised to E.164 with the request's `default_region`. */
  @IsString() @MaxLength(64) to!: string;
  @IsString() @MaxLength(20_000) text!: string;
  @IsOptional() @ValidateNested() @Type(() => SubmittedTemplate) template?: SubmittedTemplate;
  @IsOptional() @ValidateNested() @Type(() => SubmittedMedia) media?: SubmittedMedia;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsIn(GUARANTEES) guarantee?: Guarantee;
  /** Seconds from acceptance, or from `send_at`, after which nothing is sent. */
  @IsOptional() @IsInt() valid_for_s?: number;
  /** RFC 3339; the alternative to `valid_for_s`. */
  @IsOptional() @IsString() @MaxLength(256) deadline?: string;
  @IsOptional() @IsInt() @Min(0) @Max(9) priority?: number;
  /** The only route that may carry it: of an account, a phone or a pool. */
  @IsOptional() @IsString() @MaxLength(64) route?: string;
  /** A pool by its name, in place of `route`. */
  @IsOptional() @IsString() @MaxLength(64) pool?: string;
  @IsOptional() @IsObject() metadata?: Record<string, string>;
}

/** The rules of the tenant that the gates apply. An absent field is no rule. */
export class SubmitPolicy {
  /** ISO 3166 alpha-2 codes a text may go to; `*` allows every country. */
  @IsArray() @IsString({ each: true }) destinations!: string[];
  @IsOptional() @IsString() default_region?: string;
  /** Only numbers of `default_region` are allowed, whatever `destinations` says. */
  @IsOptional() @IsBoolean() block_international?: boolean;
  /** Beginnings of E.164 numbers, such as `+8824`, that get no text. */
  @IsOptional() @IsArray() @IsString({ each: true }) denied_prefixes?: string[];
  /** Beginnings of E.164 numbers that `denied_prefixes` does not stop: the longest match decides. */
  @IsOptional() @IsArray() @IsString({ each: true }) safe_prefixes?: string[];
  /** The same text to the same number within so many minutes is recorded as `CANCELED`; 0: no guard. */
  @IsOptional() @IsInt() @Min(0) @Max(1_440) duplicate_window_minutes?: number;
  /** Phones send advertising, too. */
  @IsOptional() @IsBoolean() phones_marketing?: boolean;
  /** Absent: `only`. */
  @IsOptional() @IsIn(AGENT_PINNED) agent_pinned?: AgentPinned;
}

/**
 * A call to accept, without its messages. `request_id` is made by the gateway, so that its one retry cannot make a
 * second request.
 */
export class SubmitCall extends OfTenant {
  @IsString() request_id!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsString() operation!: 'messages' | 'batch' | 'retry' | 'reply' | 'confirmation';
  @IsOptional() @IsString() idempotency_key?: string;
  /** SHA-256 (hex) of the canonical body. */
  @IsString() fingerprint!: string;
  @IsString() created_by!: string;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  /** All of them must have room. */
  @IsOptional() @IsArray() @ArrayMaxSize(8) @ValidateNested({ each: true }) @Type(() => Quota) quotas?: Quota[];
  /** `true`: refuse the whole call when an item is refused (a single send). */
  @IsBoolean() all_or_nothing!: boolean;
}

export class SubmitRequest extends SubmitCall {
  @IsArray() @ArrayMaxSize(5_000) @Type(() => SubmitItem) items!: SubmitItem[];
}

/** One position of the answer: accepted (`id`) or refused (`code`, `detail`). */
export class SubmitResult {
  @DescribedCount('Of the message in the call, from 0.') @IsInt() position!: number;
  @Described(...SAYS.messageId) @IsOptional() @IsString() id?: string;
  @Described(...SAYS.status) @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  @Described('DUPLICATE_RECENT: it repeats the text and number of a recent message; it is recorded, and not sent.')
  @IsOptional()
  @IsIn(CLOSE_REASONS)
  reason?: CloseReason;
  @Described('The message that it repeats.') @IsOptional() @IsString() duplicate_of?: string;
  @IsOptional() @IsString() to?: string;
  @IsOptional() @IsInt() segments?: number;
  @IsOptional() @IsIn(ENCODINGS) encoding?: Encoding;
  @Described(...SAYS.warnings) @IsOptional() @IsArray() warnings?: string[];
  @Described('Why it was refused; then there is no id.', undefined, { enum: ERROR_CODES })
  @IsOptional()
  @IsString()
  code?: string;
  @Described(...SAYS.forPeople) @IsOptional() @IsString() detail?: string;
}

export class SubmitReply {
  @IsString() request_id!: string;
  @IsInt() total!: number;
  /** Those that will be sent. */
  @IsInt() accepted!: number;
  /** Those that are recorded, and not sent; absent: none. */
  @IsOptional() @IsInt() canceled?: number;
  @IsInt() rejected!: number;
  @IsArray() @Type(() => SubmitResult) items!: SubmitResult[];
  /** The idempotency key was known: this is the first answer again. */
  @IsBoolean() replayed!: boolean;
  /** The quotas of the call, after it. Not part of the stored answer. */
  @IsOptional() @IsArray() @Type(() => QuotaState) quotas?: QuotaState[];
}

/** Up to 100 messages of one lane that are due. Ids only. */
export class WakeJob {
  @IsArray() @ArrayMaxSize(100) @IsString({ each: true }) ids!: string[];
  /** When the oldest of them became due, ms since the epoch. */
  @IsOptional() @IsInt() since?: number;
}
/** A queue for each lane, so that no lane waits behind another. */
export const wake: Readonly<Record<Lane, Job<WakeJob>>> = {
  urgent: job({ owner, name: 'wake-urgent', request: WakeJob }),
  normal: job({ owner, name: 'wake-normal', request: WakeJob }),
  bulk: job({ owner, name: 'wake-bulk', request: WakeJob }),
};

export class StatusChange {
  /** The message's `_id`. The event's id is `<id>.<status>`. */
  @IsString() id!: string;
  @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
}
/** Accepted and closed states, up to 200 in one; a consumer keeps the highest of each message. */
export class StatusChanges {
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => StatusChange) items!: StatusChange[];
}
export const statusChanged = busEvent({ owner, name: 'status', request: StatusChanges });
