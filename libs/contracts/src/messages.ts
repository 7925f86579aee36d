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
import { Described, DescribedCount, DescribedCounts, DescribedTime, SAYS } from './described.ts';
import { SubmitReply, SubmitRequest } from './dispatcher.ts';
import { Explanation, NoRoute } from './explanation.ts';
import { GivenTimes } from './message-fields.ts';
import { SeenBy } from './scope.ts';
import { SimulateReply, SimulateRequest } from './simulate.ts';
import {
  CATEGORIES,
  CHANNELS,
  ENCODINGS,
  ENVIRONMENTS,
  FAULT_KINDS,
  GUARANTEES,
  MESSAGE_STATUSES,
  type Category,
  type Channel,
  type Encoding,
  type Environment,
  type FaultKind,
  type Guarantee,
  type MessageStatus,
} from './vocabulary.ts';

const owner = 'dispatcher';

export class MessageQuery extends SeenBy {
  /** Public message id. */
  @IsString() id!: string;
}

/** How the outcome of a grant became known. */
export const RESOLUTIONS = ['answer', 'lookup', 'receipt', 'silence', 'operator', 'phone'] as const;

export class AttemptView {
  @DescribedCount('Numbers the grants of the message.') @IsInt() fence!: number;
  @Described('The route it took.') @IsOptional() @IsString() route?: string;
  @Described('The vendor of that route.', 'twilio') @IsOptional() @IsString() vendor?: string;
  @Described('The phone, if the route is one or a pool.', 'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @IsOptional()
  @IsString()
  agent_id?: string;
  /** An `Outcome`, or `not_sent` if a look-up proved that. */
  @Described('How it ended; not_sent if a look-up proved that nothing was sent.', 'accepted')
  @IsString()
  outcome!: string;
  @Described("The source of the outcome; silence: the attempt's time ended without an answer. Absent: not known yet.")
  @IsOptional()
  @IsIn(RESOLUTIONS)
  resolved_by?: (typeof RESOLUTIONS)[number];
  @Described('The cause of a vendor_fault.') @IsOptional() @IsIn(FAULT_KINDS) fault?: FaultKind;
  @Described("The vendor's own id.") @IsOptional() @IsString() vendor_message_id?: string;
  @Described("The vendor's code.") @IsOptional() @IsString() code?: string;
  @DescribedTime('When the outcome became known.') @IsString() at!: string;
  /** Integer micro-units of `currency`: ISO 4217, or `credits`. */
  @IsOptional() @IsInt() cost_micros?: number;
  @IsOptional() @IsString() currency?: string;
  /** True: the vendor told it; false: it follows from the prices of the route. */
  @IsOptional() @IsBoolean() cost_known?: boolean;
}

export class TimelineEntry {
  @DescribedTime('When.') @IsString() at!: string;
  @Described('accepted, or the kind of evidence.', 'receipt') @IsString() kind!: string;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @Described('Route.') @IsOptional() @IsString() route?: string;
  @Described('Code.') @IsOptional() @IsString() code?: string;
}

export class MessageView extends GivenTimes {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @Described(...SAYS.number) @IsInt() number!: number;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @Described(
    "Why it ended, if it did not succeed: our code, or the vendor's. UNREADABLE: the stored message can no longer be decrypted; UNSTORABLE: it cannot be stored as it was accepted.",
    '21610',
  )
  @IsOptional()
  @IsString()
  reason?: string;
  @Described(...SAYS.to) @IsString() to!: string;
  @Described(...SAYS.text) @IsOptional() @IsString() text?: string;
  @Described(...SAYS.masked) @IsOptional() @IsBoolean() masked?: boolean;
  @Described(...SAYS.category) @IsIn(CATEGORIES) category!: Category;
  @Described(...SAYS.guarantee) @IsIn(GUARANTEES) guarantee!: Guarantee;
  @DescribedCount('0 to 9.') @IsInt() priority!: number;
  @DescribedCount('Parts it is sent in.') @IsInt() segments!: number;
  @Described(...SAYS.encoding) @IsIn(ENCODINGS) encoding!: Encoding;
  @Described(...SAYS.channel) @IsIn(CHANNELS) channel!: Channel;
  @Described('The template that the text was rendered from.', '01JD3C4V5W6X7Y8Z9A0B1C2D3E')
  @IsOptional()
  @IsString()
  template_id?: string;
  @DescribedCount('The version of the template.') @IsOptional() @IsInt() template_version?: number;
  @Described('The language of the text, if it is by a template.', 'en') @IsOptional() @IsString() language?: string;
  @Described(
    'The phone that holds it, or held it last; of a message for one phone that phone.',
    'phone-01JD3C4V5W6X7Y8Z9A0B1C2D3E',
  )
  @IsOptional()
  @IsString()
  agent_id?: string;
  @Described('Addresses of its pictures; absent if they are masked.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  media_urls?: string[];
  @Described('Of a message with pictures; absent if it is masked.') @IsOptional() @IsString() subject?: string;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @Described(...SAYS.createdBy) @IsString() created_by!: string;
  @DescribedTime('The message is not sent after this.') @IsString() deadline!: string;
  @Described('As given.', undefined, { additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  metadata?: Record<string, string>;
  @Described('It was sent again after an attempt whose outcome is not known.')
  @IsOptional()
  @IsBoolean()
  possible_duplicate?: boolean;
  @Described('The message that this one tries again.') @IsOptional() @IsString() retry_of?: string;
  @Described('The message that has the same text and number; this one is not sent.')
  @IsOptional()
  @IsString()
  duplicate_of?: string;
  @DescribedTime('When it was cancelled.') @IsOptional() @IsString() cancel_requested_at?: string;
  @Described() @IsOptional() @ValidateNested() @Type(() => Explanation) explanation?: Explanation;
  @Described('Present while it waits because no route took it at the last look.')
  @IsOptional()
  @ValidateNested()
  @Type(() => NoRoute)
  no_route?: NoRoute;
  @Described('One entry for each grant about which something is known, in order.')
  @IsArray()
  @Type(() => AttemptView)
  attempts!: AttemptView[];
  @Described('The evidence in order, each with the status after it.')
  @IsArray()
  @Type(() => TimelineEntry)
  timeline!: TimelineEntry[];
}

export class RequestQuery extends SeenBy {
  @IsString() id!: string;
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** Position after which the items start. */
  @IsOptional() @IsInt() @Min(0) after?: number;
}

export class RequestItemView {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
  @Described(...SAYS.to) @IsString() to!: string;
}

export class RequestView {
  @Described(...SAYS.requestId) @IsString() id!: string;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @Described('Who made it.') @IsString() created_by!: string;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described('accepted until every message is stored, sending while one is open.')
  @IsIn(['accepted', 'sending', 'done'])
  state!: 'accepted' | 'sending' | 'done';
  @Described(...SAYS.masked) @IsOptional() @IsBoolean() masked?: boolean;
  @DescribedCount('Messages in the call.') @IsInt() total!: number;
  @DescribedCount('Messages accepted.') @IsInt() accepted!: number;
  @DescribedCount('Messages refused.') @IsInt() rejected!: number;
  @DescribedCounts('Messages by status.') @IsObject() counts!: Partial<Record<MessageStatus, number>>;
  @Described('A page of its messages, by position.') @IsArray() @Type(() => RequestItemView) items!: RequestItemView[];
  @IsOptional() @IsInt() next?: number;
}

export class CancelMessageRequest extends SeenBy {
  @IsString() id!: string;
}
export class CancelMessageReply {
  @Described(...SAYS.messageId) @IsString() id!: string;
  /** `CANCELED`; or an open status if an attempt is in the air, after which there is no other. */
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: MessageStatus;
}

export class CancelRequestRequest extends SeenBy {
  @IsString() id!: string;
}
export class CancelRequestReply {
  @Described(...SAYS.requestId) @IsString() id!: string;
  /** Messages by status after the waiting ones were closed. */
  @DescribedCounts('Messages by status.') @IsObject() counts!: Partial<Record<MessageStatus, number>>;
}

export const messageContracts = {
  /** Accepts a call: one durable document, then 202. */
  submit: rpc({ owner, name: 'submit', request: SubmitRequest, reply: SubmitReply, timeoutMs: 2_000 }),
  simulate: rpc({ owner, name: 'simulate', request: SimulateRequest, reply: SimulateReply }),
  /** One message with its attempts and timeline; `not_found` for another tenant's. */
  read: rpc({ owner, name: 'message', request: MessageQuery, reply: MessageView }),
  /** Closes a waiting message; if an attempt is in the air, prevents the next one; `already_closed` otherwise. */
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
  /** Marks the request first, then closes the waiting messages; granted ones stay granted. */
  cancel: rpc({
    owner,
    name: 'cancel-request',
    request: CancelRequestRequest,
    reply: CancelRequestReply,
    timeoutMs: 8_000,
  }),
};
