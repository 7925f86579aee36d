import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { rpc, streamedRpc } from './contract.ts';
import { Done } from './dispatcher.ts';
import {
  FAULT_KINDS,
  LOOKUP_RESULTS,
  OUTCOMES,
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
  /** With `throttled`: how long the vendor wants to be left alone. */
  @IsOptional() @IsInt() retry_after_ms?: number;
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
}

/** One emission of the stream: every outcome that was known in the same turn. */
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
  /** Items that could not be asked about are left out. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => LookupAnswer) answers!: LookupAnswer[];
}

/** A vendor's callback as it came in, unread. */
export class CallbackRequest {
  /** The secret in the path. */
  @IsString() @MaxLength(256) secret!: string;
  /** Path and query exactly as called: the base of signatures, behind the configured public URL. */
  @IsString() @MaxLength(4_096) url!: string;
  /** Lower-case names; no credentials of callers. */
  @IsObject() headers!: Record<string, string>;
  /** The raw body. */
  @IsString() body!: string;
}

/** The contracts every vendor's adapter owns; the app is `provider-<vendor>`. */
export function providerContracts(vendor: string) {
  const owner = `provider-${vendor}`;
  return {
    owner,
    /** Starts each item at once or answers `not_started`; streams outcomes as they come. */
    deliver: streamedRpc({ owner, name: 'deliver', request: DeliverRequest, reply: OutcomeBatch, timeoutMs: 14_000 }),
    lookup: rpc({ owner, name: 'lookup', request: LookupRequest, reply: LookupReply, timeoutMs: 14_000 }),
    /** Verifies, translates, hands on; `invalid_signature` or `malformed_callback` otherwise. */
    receipt: rpc({ owner, name: 'receipt', request: CallbackRequest, reply: Done, timeoutMs: 6_000 }),
  };
}
