import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { rpc } from './contract.ts';
import { SubmitReply, SubmitRequest } from './dispatcher.ts';
import { Explanation, NoRoute } from './explanation.ts';
import { GivenFields } from './message-fields.ts';
import { InEnvironment, OfTenant } from './scope.ts';
import { SimulateReply, SimulateRequest } from './simulate.ts';
import {
  CATEGORIES,
  ENCODINGS,
  ENVIRONMENTS,
  GUARANTEES,
  MESSAGE_STATUSES,
  type Category,
  type Encoding,
  type Environment,
  type Guarantee,
  type MessageStatus,
} from './vocabulary.ts';

const owner = 'dispatcher';

export class MessageQuery extends OfTenant {
  /** Public message id. */
  @IsString() id!: string;
}

/** How the outcome of a grant became known. */
export const RESOLUTIONS = ['answer', 'lookup', 'receipt', 'silence', 'operator', 'phone'] as const;

export class AttemptView {
  @IsInt() fence!: number;
  @IsOptional() @IsString() route?: string;
  @IsOptional() @IsString() vendor?: string;
  /** An `Outcome`, or `not_sent` where a look-up proved that. */
  @IsString() outcome!: string;
  /** Absent while it is still to be found out. */
  @IsOptional() @IsIn(RESOLUTIONS) resolved_by?: (typeof RESOLUTIONS)[number];
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

export class MessageView extends GivenFields {
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
  @IsOptional() @IsObject() metadata?: Record<string, string>;
  @IsOptional() @IsBoolean() possible_duplicate?: boolean;
  @IsOptional() @IsString() send_at?: string;
  /** The message that this one tries again. */
  @IsOptional() @IsString() retry_of?: string;
  @IsOptional() @IsString() cancel_requested_at?: string;
  @IsOptional() @ValidateNested() @Type(() => Explanation) explanation?: Explanation;
  /** While it waits: at the last look no route took it. */
  @IsOptional() @ValidateNested() @Type(() => NoRoute) no_route?: NoRoute;
  @IsArray() @Type(() => AttemptView) attempts!: AttemptView[];
  @IsArray() @Type(() => TimelineEntry) timeline!: TimelineEntry[];
}

export class RequestQuery extends OfTenant {
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

/** `environment`: an API key's own; a message of the other one is `not_found` then. */
export class CancelMessageRequest extends InEnvironment {
  @IsString() id!: string;
}
export class CancelMessageReply {
  @IsString() id!: string;
  /** `CANCELED`; or still open where an attempt is in the air, after which none will follow. */
  @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
}

export class CancelRequestRequest extends InEnvironment {
  @IsString() id!: string;
}
export class CancelRequestReply {
  @IsString() id!: string;
  /** Messages by status once what waited was closed. */
  @IsObject() counts!: Partial<Record<MessageStatus, number>>;
}

export const messageContracts = {
  /** Accepts a call: one durable document, then 202. */
  submit: rpc({ owner, name: 'submit', request: SubmitRequest, reply: SubmitReply, timeoutMs: 2_000 }),
  simulate: rpc({ owner, name: 'simulate', request: SimulateRequest, reply: SimulateReply }),
  /** One message with its attempts and timeline; `not_found` for another tenant's. */
  read: rpc({ owner, name: 'message', request: MessageQuery, reply: MessageView }),
  /** Ends a message that waits, and keeps one in the air from being tried again; `already_closed` otherwise. */
  cancel: rpc({
    owner,
    name: 'cancel-message',
    request: CancelMessageRequest,
    reply: CancelMessageReply,
  }),
};

export const requestContracts = {
  /** One request: counts by status and a page of its messages. */
  read: rpc({ owner, name: 'request', request: RequestQuery, reply: RequestView }),
  /** Marks the request first, then closes what waits; what is granted stays granted. */
  cancel: rpc({
    owner,
    name: 'cancel-request',
    request: CancelRequestRequest,
    reply: CancelRequestReply,
    timeoutMs: 8_000,
  }),
};
