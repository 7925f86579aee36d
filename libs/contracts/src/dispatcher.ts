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
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { busEvent, job, rpc } from './contract.ts';
import {
  CATEGORIES,
  ENCODINGS,
  ENVIRONMENTS,
  GUARANTEES,
  LANES,
  MESSAGE_STATUSES,
  RECEIPT_STATUSES,
  type Category,
  type Encoding,
  type Environment,
  type Guarantee,
  type Lane,
  type MessageStatus,
  type ReceiptStatus,
} from './vocabulary.ts';

const owner = 'dispatcher';
const TENANT = /^[0-9a-hjkmnp-tv-z]{8}$/;

/** One recipient as the caller gave it; the dispatcher's gates decide about number, text and deadline. */
export class SubmitItem {
  /** As written; normalised to E.164 with the request's `default_region`. */
  @IsString() @MaxLength(64) to!: string;
  @IsString() @MaxLength(20_000) text!: string;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsIn(GUARANTEES) guarantee?: Guarantee;
  /** Seconds from acceptance after which nothing is sent. */
  @IsOptional() @IsInt() valid_for_s?: number;
  /** RFC 3339; the alternative to `valid_for_s`. */
  @IsOptional() @IsString() @MaxLength(40) deadline?: string;
  @IsOptional() @IsInt() @Min(0) @Max(9) priority?: number;
  @IsOptional() @IsString() @MaxLength(128) client_ref?: string;
  @IsOptional() @IsString() @MaxLength(128) subject_ref?: string;
  @IsOptional() @IsObject() metadata?: Record<string, string>;
}

export class SubmitPolicy {
  /** ISO 3166 alpha-2 codes a text may go to; `*` allows every country. */
  @IsArray() @IsString({ each: true }) destinations!: string[];
  @IsOptional() @IsString() default_region?: string;
}

/** A call to accept. `request_id` is made by the gateway, so that its one retry cannot make a second request. */
export class SubmitRequest {
  @Matches(TENANT) tenant!: string;
  @IsString() request_id!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsString() operation!: 'messages' | 'batch';
  @IsOptional() @IsString() idempotency_key?: string;
  /** SHA-256 (hex) of the canonical body. */
  @IsString() fingerprint!: string;
  @IsString() created_by!: string;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  /** `true`: refuse the whole call when an item is refused (a single send). */
  @IsBoolean() all_or_nothing!: boolean;
  @IsArray() @ArrayMaxSize(5_000) @Type(() => SubmitItem) items!: SubmitItem[];
}

/** One position of the answer: accepted (`id`) or refused (`code`, `detail`). */
export class SubmitResult {
  @IsInt() position!: number;
  @IsOptional() @IsString() id?: string;
  @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  @IsOptional() @IsString() to?: string;
  @IsOptional() @IsInt() segments?: number;
  @IsOptional() @IsIn(ENCODINGS) encoding?: Encoding;
  @IsOptional() @IsArray() warnings?: string[];
  @IsOptional() @IsString() code?: string;
  @IsOptional() @IsString() detail?: string;
}

export class SubmitReply {
  @IsString() request_id!: string;
  @IsInt() total!: number;
  @IsInt() accepted!: number;
  @IsInt() rejected!: number;
  @IsArray() @Type(() => SubmitResult) items!: SubmitResult[];
  /** The idempotency key was known: this is the first answer again. */
  @IsBoolean() replayed!: boolean;
}

/** Accepts a call: one durable document, then 202. */
export const submit = rpc({ owner, name: 'submit', request: SubmitRequest, reply: SubmitReply, timeoutMs: 2_000 });

export class MessageQuery {
  @Matches(TENANT) tenant!: string;
  /** Public message id. */
  @IsString() id!: string;
}

export class AttemptView {
  @IsInt() fence!: number;
  @IsOptional() @IsString() route?: string;
  @IsOptional() @IsString() vendor?: string;
  @IsString() outcome!: string;
  @IsOptional() @IsString() vendor_message_id?: string;
  @IsOptional() @IsString() code?: string;
  @IsString() at!: string;
  /** Integer micro-units of `currency`. */
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
}

export class TimelineEntry {
  @IsString() at!: string;
  /** `accepted`, or the kind of evidence. */
  @IsString() kind!: string;
  @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @IsOptional() @IsString() route?: string;
  @IsOptional() @IsString() code?: string;
}

export class MessageView {
  @IsString() id!: string;
  @IsString() request_id!: string;
  @IsInt() number!: number;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  /** Why it ended, where we ended it or a vendor refused it. */
  @IsOptional() @IsString() reason?: string;
  @IsString() to!: string;
  @IsIn(CATEGORIES) category!: Category;
  @IsIn(GUARANTEES) guarantee!: Guarantee;
  @IsInt() priority!: number;
  @IsInt() segments!: number;
  @IsIn(ENCODINGS) encoding!: Encoding;
  @IsString() created_at!: string;
  @IsString() created_by!: string;
  @IsString() deadline!: string;
  @IsOptional() @IsString() client_ref?: string;
  @IsOptional() @IsString() subject_ref?: string;
  @IsOptional() @IsObject() metadata?: Record<string, string>;
  @IsOptional() @IsBoolean() possible_duplicate?: boolean;
  @IsArray() @Type(() => AttemptView) attempts!: AttemptView[];
  @IsArray() @Type(() => TimelineEntry) timeline!: TimelineEntry[];
}

/** One message with its attempts and timeline; `not_found` for another tenant's. */
export const readMessage = rpc({ owner, name: 'message', request: MessageQuery, reply: MessageView });

export class RequestQuery {
  @Matches(TENANT) tenant!: string;
  @IsString() id!: string;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** Position after which the items start. */
  @IsOptional() @IsInt() @Min(0) after?: number;
}

export class RequestItemView {
  @IsString() id!: string;
  @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @IsString() to!: string;
}

export class RequestView {
  @IsString() id!: string;
  @IsString() created_at!: string;
  @IsString() created_by!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  /** `accepted` until every message is stored, `sending` while one is open, then `done`. */
  @IsIn(['accepted', 'sending', 'done']) state!: 'accepted' | 'sending' | 'done';
  @IsInt() total!: number;
  @IsInt() accepted!: number;
  @IsInt() rejected!: number;
  /** Messages by status. */
  @IsObject() counts!: Partial<Record<MessageStatus, number>>;
  @IsArray() @Type(() => RequestItemView) items!: RequestItemView[];
  @IsOptional() @IsInt() next?: number;
}

/** One request: counts by status and a page of its messages. */
export const readRequest = rpc({ owner, name: 'request', request: RequestQuery, reply: RequestView });

/** A vendor account as the vendor's adapter makes it from its own settings; the secrets arrive sealed. */
export class RegisterAccountRequest {
  @IsString() vendor!: string;
  /** Names the account within the vendor, such as Twilio's account sid hashed: the same settings make the same account. */
  @IsString() key!: string;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  /** Sealed under the vendor's key (base64). */
  @IsString() sealed!: string;
  /** SHA-256 (hex) of the secret in the account's callback URL. */
  @IsString() callback_key!: string;
  /** Whether the vendor can be asked what became of a send, and whether "nothing" then proves anything. */
  @IsIn(['none', 'search', 'client_reference']) lookup!: 'none' | 'search' | 'client_reference';
}

/** By `account`, or by `callback_key` when a callback comes in. */
export class VendorAccountQuery {
  @IsString() vendor!: string;
  @IsOptional() @IsString() account?: string;
  @IsOptional() @IsString() callback_key?: string;
}

export class VendorAccount {
  @IsString() account!: string;
  @IsString() route!: string;
  /** The tenant that owns the route. */
  @Matches(TENANT) tenant!: string;
  @IsString() sealed!: string;
  /** The database's time, ms since the epoch: adapters set their clock by it. */
  @IsInt() now!: number;
}

/** Makes or refreshes the vendor account that the adapter's settings describe, and its route. */
export const registerAccount = rpc({
  owner,
  name: 'register-account',
  request: RegisterAccountRequest,
  reply: VendorAccount,
});

/** A vendor account with its sealed secrets; `not_found` when there is none. */
export const vendorAccount = rpc({ owner, name: 'vendor-account', request: VendorAccountQuery, reply: VendorAccount });

export class Receipt {
  /** The message's `_id`, when the callback URL named it. */
  @IsOptional() @IsString() message?: string;
  @IsOptional() @IsInt() fence?: number;
  @IsString() @MaxLength(128) vendor_message_id!: string;
  @IsIn(RECEIPT_STATUSES) status!: ReceiptStatus;
  @IsOptional() @IsString() @MaxLength(32) vendor_code?: string;
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
}

export class ReceiptsRequest {
  @IsString() vendor!: string;
  @IsString() route!: string;
  @Matches(TENANT) tenant!: string;
  @IsArray() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => Receipt) receipts!: Receipt[];
}

export class Done {}

/** Answers when the receipts are durable. */
export const receipts = rpc({ owner, name: 'receipts', request: ReceiptsRequest, reply: Done });

/** Up to 100 messages of one lane that somebody must look at. Ids only. */
export class WakeJob {
  @IsIn(LANES) lane!: Lane;
  @IsArray() @ArrayMaxSize(100) @IsString({ each: true }) ids!: string[];
}
export const wake = job({ owner, name: 'wake', request: WakeJob });

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
