import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { busEvent, Done, rpc } from './contract.ts';
import { Described, DescribedCount, DescribedTime, SAYS } from './described.ts';
import { OfTenant } from './scope.ts';
import {
  ENVIRONMENTS,
  FAULT_KINDS,
  MESSAGE_STATUSES,
  OUTCOMES,
  PHONE_EVENTS,
  type Environment,
  type FaultKind,
  type MessageStatus,
  type Outcome,
  type PhoneEvent,
} from './vocabulary.ts';

const owner = 'dispatcher';

/** The vendor of every route that is a phone or a pool of phones. */
export const PHONE_VENDOR = 'phone';
/** Messages in one answer to a phone. */
export const MOST_LEASED = 50;
/** Items of one report. */
export const MOST_REPORTED = 100;

/** `phone-<ulid>` and `pool-<ulid>`, so that no account has such an id. */
export const AGENT_ID = /^phone-[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
export const POOL_ID = /^pool-[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
/** Also the holder of the grants. */
export const LEASE_ID = /^[0-9A-Za-z_-]{16,64}$/;

/** A phone that holds or may get messages. */
export class OfPhone extends OfTenant {
  @Matches(AGENT_ID) agent!: string;
}

/** What decides about a phone as a route. agent-lease repeats it until it is answered. */
export class SavePhoneRequest extends OfPhone {
  /** Counts the changes of the phone: an older one than the stored one changes nothing. */
  @IsInt() @Min(1) version!: number;
  @IsIn(ENVIRONMENTS) environment!: Environment;
  @IsString() @MaxLength(64) name!: string;
  /** False: disabled or revoked. Its unstarted messages take other routes. */
  @IsBoolean() enabled!: boolean;
  /** True: gone for ever. */
  @IsOptional() @IsBoolean() revoked?: boolean;
  /** False: it has not called for 90 s. */
  @IsBoolean() online!: boolean;
  /** It calls `start` before it sends; otherwise a lease is the intent. */
  @IsBoolean() can_start!: boolean;
  /** ISO 3166 alpha-2 that its SIMs text; absent: every country. */
  @IsOptional() @IsArray() @ArrayMaxSize(250) @IsString({ each: true }) countries?: string[];
  /** The pool it joins when it is saved first; absent: the pool `phones` of its environment, which is made if needed. */
  @IsOptional() @Matches(POOL_ID) pool?: string;
}

export class LeaseRequest extends OfPhone {
  /**
   * Made by the caller before it asks. The messages that are held under it already are answered again, and nothing is
   * granted: a call whose answer was lost is repeated with it.
   */
  @Matches(LEASE_ID) lease_id!: string;
  @IsInt() @Min(1) @Max(MOST_LEASED) limit!: number;
  /** Segments of all messages together; absent: no bound. The first message is never more than this either. */
  @IsOptional() @IsInt() @Min(1) max_parts?: number;
  @IsBoolean() can_start!: boolean;
  /** How long the phone may hold them; the dispatcher adds a grace. */
  @IsInt() @Min(1) lease_ms!: number;
  /** ISO 3166 alpha-2 of recipients; absent: every country. */
  @IsOptional() @IsArray() @ArrayMaxSize(250) @IsString({ each: true }) countries?: string[];
  /** Hashes of the only recipients it may text now; absent: everybody. */
  @IsOptional() @IsArray() @ArrayMaxSize(5_000) @IsString({ each: true }) recipients?: string[];
}

export class LeasedMessage {
  /** Public id of the message. */
  @IsString() message_id!: string;
  /** E.164 */
  @IsString() to!: string;
  @IsString() text!: string;
  @IsString() lease_id!: string;
  @IsInt() fence!: number;
  /** Counted attempts, this one included. */
  @IsInt() attempt!: number;
  @IsInt() parts!: number;
  /** Keyed hash of the recipient, for limits on recipients. */
  @IsString() recipient!: string;
  /** How long the phone may hold it from now. */
  @IsInt() ttl_ms!: number;
}
export class LeaseReply {
  @IsArray() @Type(() => LeasedMessage) leases!: LeasedMessage[];
  /** The routes whose messages the phone gets: itself and its pools. {@link PhoneWork} names them. */
  @IsArray() @IsString({ each: true }) routes!: string[];
  /** More messages wait for the phone. */
  @IsBoolean() more!: boolean;
}

/** The grant of a message to a phone. */
export class PhoneGrant {
  @IsString() @MaxLength(64) message_id!: string;
  @IsString() @MaxLength(64) lease_id!: string;
  @IsInt() fence!: number;
}

export class StartRequest extends OfPhone {
  @ValidateNested() @Type(() => PhoneGrant) grant!: PhoneGrant;
}
/** Why a call of a phone changed nothing; `stale_lease`: it no longer holds the message. */
export const NOT_APPLIED = ['stale_lease', 'not_found', 'already_known', 'not_allowed', 'expired'] as const;
export type NotApplied = (typeof NOT_APPLIED)[number];
export class StartReply {
  @IsBoolean() applied!: boolean;
  @IsOptional() @IsIn(NOT_APPLIED) reason?: NotApplied;
  /** From now; 0: it must not be sent. */
  @IsInt() send_within_ms!: number;
}

/** One thing that a phone says about a message; without lease and fence it means its present grant. */
export class PhoneReport {
  @IsString() @MaxLength(64) message_id!: string;
  @IsIn(PHONE_EVENTS) event!: PhoneEvent;
  @IsOptional() @IsString() @MaxLength(64) lease_id?: string;
  @IsOptional() @IsInt() fence?: number;
  /** With `failed`: what it proves, by the table of phone errors in agent-lease. */
  @IsOptional() @IsIn(OUTCOMES) outcome?: Outcome;
  @IsOptional() @IsIn(FAULT_KINDS) fault?: FaultKind;
  /** The phone's code: never a text or number. */
  @IsOptional() @IsString() @MaxLength(64) code?: string;
  /** With `throttled`. */
  @IsOptional() @IsInt() retry_after_ms?: number;
}
export class ReportRequest extends OfPhone {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_REPORTED)
  @ValidateNested({ each: true })
  @Type(() => PhoneReport)
  reports!: PhoneReport[];
}
export class PhoneReportResult {
  @IsString() message_id!: string;
  @IsBoolean() applied!: boolean;
  /** The status of the message afterwards; absent: there is none that this phone ever held. */
  @IsOptional() @IsIn(MESSAGE_STATUSES) status?: MessageStatus;
  @IsOptional() @IsIn(NOT_APPLIED) reason?: NotApplied;
}
/** In the order of the request. */
export class ReportReply {
  @IsArray() @Type(() => PhoneReportResult) results!: PhoneReportResult[];
}

export class RenewRequest extends OfPhone {
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => PhoneGrant) grants!: PhoneGrant[];
  /** From now. */
  @IsInt() @Min(1) lease_ms!: number;
  /** From the grant: nothing is held longer. */
  @IsInt() @Min(1) most_ms!: number;
}
export class RenewReply {
  /** Public ids of messages. */
  @IsArray() @IsString({ each: true }) extended!: string[];
  /** Those that the phone no longer holds. */
  @IsArray() @IsString({ each: true }) revoked!: string[];
}

/** What became of leases, so that budgets which were reserved for them can be settled. */
export class LeasesQuery extends OfPhone {
  @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) lease_ids!: string[];
  /** RFC 3339, one for each: only what the phone got since then, if it uses one id again. */
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) since?: string[];
}
export class LeaseUse {
  @IsString() lease_id!: string;
  /** Messages that the phone got under it and that did not come back unstarted, also if they went elsewhere since. */
  @IsInt() messages!: number;
  @IsInt() parts!: number;
  @IsArray() @IsString({ each: true }) recipients!: string[];
  /** The phone still holds some of them. */
  @IsBoolean() open!: boolean;
}
export class LeasesReply {
  @IsArray() @Type(() => LeaseUse) leases!: LeaseUse[];
}

export class HeldQuery extends OfTenant {
  @IsArray() @ArrayMaxSize(100) @Matches(AGENT_ID, { each: true }) agents!: string[];
}
export class HeldMessage {
  @Described(...SAYS.messageId) @IsString() message_id!: string;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @DescribedCount('Numbers the grants of the message.') @IsInt() fence!: number;
  @DescribedTime('When the phone got it.') @IsString() since!: string;
}
export class HeldByPhone {
  @IsString() agent!: string;
  @IsInt() assigned!: number;
  @IsInt() sending!: number;
  /** Pinned to it and waiting; counted up to 10,000. */
  @IsInt() waiting!: number;
  /** Up to 50 that it holds. */
  @IsArray() @Type(() => HeldMessage) messages!: HeldMessage[];
}
export class HeldReply {
  @IsArray() @Type(() => HeldByPhone) agents!: HeldByPhone[];
}

export class PhoneWorkItem {
  @IsString() route!: string;
  @IsInt() count!: number;
}
/** Messages wait for phones on these routes. Only a hint: whoever misses it asks again later. */
export class PhoneWork {
  @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => PhoneWorkItem) items!: PhoneWorkItem[];
}
export const phoneWork = busEvent({ owner, name: 'phone-work', request: PhoneWork });

export const phoneContracts = {
  save: rpc({ owner, name: 'save-phone', request: SavePhoneRequest, reply: Done }),
  lease: rpc({ owner, name: 'lease', request: LeaseRequest, reply: LeaseReply }),
  start: rpc({ owner, name: 'start', request: StartRequest, reply: StartReply }),
  report: rpc({ owner, name: 'phone-report', request: ReportRequest, reply: ReportReply }),
  renew: rpc({ owner, name: 'renew-leases', request: RenewRequest, reply: RenewReply }),
  leases: rpc({ owner, name: 'leases', request: LeasesQuery, reply: LeasesReply }),
  held: rpc({ owner, name: 'held-by-phones', request: HeldQuery, reply: HeldReply }),
};
