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
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { RegisterAccountRequest } from './accounts.ts';
import { VendorCarries, VendorTemplate } from './carries.ts';
import { rpc, streamedRpc } from './contract.ts';
import { Described, SAYS } from './described.ts';
import { InboundText } from './inbound.ts';
import { Receipt } from './receipts.ts';
import { OfTenant } from './scope.ts';
import {
  CATEGORIES,
  ENVIRONMENTS,
  FAULT_KINDS,
  LOOKUP_RESULTS,
  OUTCOMES,
  type Category,
  type Environment,
  type FaultKind,
  type LookupResult,
  type Outcome,
} from './vocabulary.ts';

export class DeliverItem {
  /** The message's `_id`. */
  @IsString() id!: string;
  @IsInt() fence!: number;
  /** E.164 */
  @IsString() to!: string;
  @IsString() text!: string;
  /** Ms since the epoch, database time, compared just before the bytes leave. */
  @IsInt() send_before!: number;
  /** Seconds left until the message's deadline, for vendors that take a validity. */
  @IsInt() valid_for_s!: number;
  /** Instead of the account's own sender. */
  @IsOptional() @IsString() sender?: string;
  /** For vendors that treat some categories differently. */
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  /** To be sent by this template of the vendor; `text` is what the phone will show then. */
  @IsOptional() @ValidateNested() @Type(() => VendorTemplate) template?: VendorTemplate;
  /** Pictures, for accounts that carry them. */
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) media_urls?: string[];
  @IsOptional() @IsString() subject?: string;
}

export class DeliverRequest {
  @IsString() account!: string;
  @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => DeliverItem) items!: DeliverItem[];
}

export class ItemOutcome {
  @IsString() id!: string;
  @IsInt() fence!: number;
  @IsIn(OUTCOMES) outcome!: Outcome;
  /** With `vendor_fault` only. */
  @IsOptional() @IsIn(FAULT_KINDS) fault?: FaultKind;
  @IsOptional() @IsString() vendor_message_id?: string;
  @IsOptional() @IsString() vendor_code?: string;
  /** With `throttled`: how long the vendor asks us to wait. */
  @IsOptional() @IsInt() retry_after_ms?: number;
  /** Integer micro-units of `currency`: ISO 4217, or `credits`. */
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
}

/** One emission of the stream: every outcome that became known in the same turn. */
export class OutcomeBatch {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ItemOutcome) outcomes!: ItemOutcome[];
}

export class LookupItem {
  @IsString() id!: string;
  @IsInt() fence!: number;
  @IsString() to!: string;
  @IsString() text!: string;
  /** Ms since the epoch: the attempt began no earlier. */
  @IsInt() sent_after!: number;
  /** Instead of the account's own sender, as in the send. */
  @IsOptional() @IsString() sender?: string;
  /** As in the send. */
  @IsOptional() @ValidateNested() @Type(() => VendorTemplate) template?: VendorTemplate;
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsString({ each: true }) media_urls?: string[];
  @IsOptional() @IsString() subject?: string;
}
export class LookupRequest {
  @IsString() account!: string;
  @IsArray() @ArrayMaxSize(100) @ValidateNested({ each: true }) @Type(() => LookupItem) items!: LookupItem[];
}
export class LookupAnswer {
  @IsString() id!: string;
  @IsInt() fence!: number;
  @IsIn(LOOKUP_RESULTS) result!: LookupResult;
  @IsOptional() @IsString() vendor_message_id?: string;
}
export class LookupReply {
  /** Items for which the vendor could not be asked are left out. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => LookupAnswer) answers!: LookupAnswer[];
}

/** A vendor's callback as it came in, unread. */
export class CallbackRequest {
  /** The secret in the path. */
  @IsString() @MaxLength(256) secret!: string;
  /** Path and query exactly as called: signatures are computed over them, after the configured public URL. */
  @IsString() @MaxLength(4_096) url!: string;
  /** Lower-case names; no credentials of callers. */
  @IsObject() headers!: Record<string, string>;
  /** The raw body. */
  @IsString() body!: string;
}

/** Types in which a vendor may want its callback answered. */
export const ANSWER_TYPES = ['text/xml', 'text/plain', 'application/json'] as const;

export class CallbackAnswer {
  @IsIn(ANSWER_TYPES) content_type!: (typeof ANSWER_TYPES)[number];
  @IsString() @MaxLength(4_096) body!: string;
}
export class CallbackReply {
  /** Absent: an empty body. */
  @IsOptional() @ValidateNested() @Type(() => CallbackAnswer) answer?: CallbackAnswer;
}

/** Settings of an account as its owner typed them; they are only in this call, and never stored unsealed. */
export class SealAccountRequest extends OfTenant {
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsObject() settings!: Record<string, string>;
}

export class CheckAccountRequest {
  @IsString() account!: string;
}
/** The result of a harmless authenticated call. */
export class CheckAccountReply {
  @Described('Whether the credentials are good.') @IsBoolean() ok!: boolean;
  /** Why not; absent if the reason is not known. */
  @Described('Why not.') @IsOptional() @IsIn(FAULT_KINDS) fault?: FaultKind;
  @Described("The vendor's code.") @IsOptional() @IsString() vendor_code?: string;
  @Described(...SAYS.micros) @IsOptional() @IsInt() balance_micros?: number;
  @Described(...SAYS.currency) @IsOptional() @IsString() currency?: string;
  @Described('Where the vendor reports results, and texts that people send: enter it at the vendor. Keep it secret.')
  @IsOptional()
  @IsString()
  callback_url?: string;
}

export class PollReceiptsRequest {
  @IsString() account!: string;
  /** Ms since the epoch: earlier results of the vendor are already known. */
  @IsInt() since!: number;
  /** Where the last answer ended, within one poll. */
  @IsOptional() @IsString() cursor?: string;
  /** With `poll_by_id`: the vendor's ids of the messages that it is asked for. */
  @IsOptional() @IsArray() @ArrayMaxSize(500) @IsString({ each: true }) ids?: string[];
  /** The caller records texts, too. A vendor may hand out a text once: without this none is read. */
  @IsOptional() @IsBoolean() texts?: boolean;
}
export class PollReceiptsReply {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Receipt) receipts!: Receipt[];
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => InboundText) texts?: InboundText[];
  /** More is available at once. */
  @IsOptional() @IsString() cursor?: string;
}

export class VendorRulesRequest {}

export type ProviderContracts = ReturnType<typeof providerContracts>;

/** The contracts every vendor's adapter owns; the app is `provider-<vendor>`. */
export function providerContracts(vendor: string) {
  const owner = `provider-${vendor}`;
  return {
    /** Starts each item at once or answers `not_started`; streams outcomes as they come. */
    deliver: streamedRpc({ owner, name: 'deliver', request: DeliverRequest, reply: OutcomeBatch, timeoutMs: 14_000 }),
    lookup: rpc({ owner, name: 'lookup', request: LookupRequest, reply: LookupReply, timeoutMs: 14_000 }),
    /** Verifies, translates, passes on; `invalid_signature` or `malformed_callback` otherwise. */
    receipt: rpc({ owner, name: 'receipt', request: CallbackRequest, reply: CallbackReply, timeoutMs: 6_000 }),
    /** Checks settings and seals them; `invalid_account` names the fields that are missing or wrong, never a value. */
    seal: rpc({ owner, name: 'seal', request: SealAccountRequest, reply: RegisterAccountRequest }),
    /** Makes a harmless call to the vendor with the account's credentials. */
    check: rpc({ owner, name: 'check', request: CheckAccountRequest, reply: CheckAccountReply, timeoutMs: 14_000 }),
    /** What the vendor's accounts carry, as far as it does not depend on the account. */
    rules: rpc({ owner, name: 'rules', request: VendorRulesRequest, reply: VendorCarries }),
    /** Receipts of a vendor that does not call back; empty for one that does. */
    poll: rpc({ owner, name: 'poll', request: PollReceiptsRequest, reply: PollReceiptsReply, timeoutMs: 14_000 }),
  };
}
