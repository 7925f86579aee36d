import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString } from 'class-validator';
import {
  AttemptView,
  CancelMessageReply,
  CancelRequestReply,
  Described,
  DescribedCount,
  ENCODINGS,
  MESSAGE_STATUSES,
  MessageView,
  RequestState,
  RequestSummary,
  RequestView,
  SAYS,
  SimulateReply,
  SubmitResult,
  type SubmitReply,
} from '#libs/contracts';
import { PostriderError, type ErrorCode } from '#libs/kernel';
import { NextCursor, pageOfClass } from '../../request/pages.ts';

/** Of a message, without its number. */
export class TextAccepted {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @Described(...SAYS.status) @IsIn(MESSAGE_STATUSES) status!: string;
  @Described('DUPLICATE_RECENT: it repeats the text and number of a recent message; it is recorded, and not sent.')
  @IsOptional()
  @IsString()
  reason?: string;
  @Described('The message that it repeats.') @IsOptional() @IsString() duplicate_of?: string;
  @DescribedCount('Parts it will be sent in.') @IsInt() segments!: number;
  @Described(...SAYS.encoding) @IsIn(ENCODINGS) encoding!: string;
  @Described(...SAYS.warnings) @IsArray() warnings!: readonly string[];
}

export class MessageAccepted extends TextAccepted {
  @Described(...SAYS.asWritten) @IsString() to!: string;
}

/** A single send whose one item was refused is a refused call. */
export function acceptedMessage({ request_id, items }: SubmitReply): MessageAccepted {
  const [item] = items;
  if (item?.id === undefined)
    throw new PostriderError((item?.code as ErrorCode) ?? 'internal_error', item?.detail ?? '');
  const { id, status = 'PENDING', to = '', segments = 1, encoding = 'GSM-7', warnings = [] } = item;
  return { id, request_id, status, ...repeatOf(item), to, segments, encoding, warnings };
}

const repeatOf = ({ reason, duplicate_of }: SubmitResult) => ({
  ...(reason && { reason }),
  ...(duplicate_of && { duplicate_of }),
});

export class BatchAccepted {
  @Described(...SAYS.requestId) @IsString() request_id!: string;
  @DescribedCount('Messages in the call.') @IsInt() total!: number;
  @DescribedCount('Messages that will be sent; 0 if all were refused.') @IsInt() accepted!: number;
  @DescribedCount('Messages that repeat recent ones, recorded and not sent; absent: none.')
  @IsOptional()
  @IsInt()
  canceled?: number;
  @DescribedCount('Messages refused, each with its reason in items.') @IsInt() rejected!: number;
  @Described('One for each message, in order: with an id, or with a code.')
  @IsArray()
  @Type(() => SubmitResult)
  items!: readonly SubmitResult[];
}

export function acceptedBatch({ request_id, total, accepted, canceled, rejected, items }: SubmitReply): BatchAccepted {
  return { request_id, total, accepted, ...(canceled && { canceled }), rejected, items: items.map(batchItem) };
}

function batchItem(item: SubmitResult): SubmitResult {
  const { position, id, status, warnings, code, detail } = item;
  if (id === undefined) return { position, code: code ?? 'internal_error', detail: detail ?? '' };
  return { position, id, ...(status && { status }), ...repeatOf(item), ...(warnings?.length && { warnings }) };
}

export class Cost {
  @Described(...SAYS.micros) @IsInt() micros!: number;
  @Described(...SAYS.currency) @IsString() currency!: string;
  @Described('True: the vendor told it; false: it follows from your prices, until the vendor tells it.')
  @IsBoolean()
  known!: boolean;
}

export class AttemptAnswer extends AttemptView {
  @Described() @IsOptional() @Type(() => Cost) cost?: Cost;
}

export class MessageAnswer extends MessageView {
  @Type(() => AttemptAnswer) override attempts!: AttemptAnswer[];
}

export function messageAnswer({ attempts, ...message }: MessageView): MessageAnswer {
  return { ...message, attempts: attempts.map(attemptAnswer) };
}

function attemptAnswer({ cost_micros, currency, cost_known = true, ...attempt }: AttemptView): AttemptAnswer {
  if (cost_micros === undefined || currency === undefined) return attempt;
  return { ...attempt, cost: { micros: cost_micros, currency, known: cost_known } };
}

export class RevealedMessage {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described('The number as it was written; empty if it can no longer be read.', '+15005550006')
  @IsString()
  to!: string;
  @Described('Absent if it can no longer be read.', 'Your appointment is tomorrow at ten.')
  @IsOptional()
  @IsString()
  text?: string;
}

export class RequestAnswer extends RequestView {
  @NextCursor() next_cursor!: string | null;
}

export function requestAnswer({ next, ...request }: RequestView, seal: (after: number) => string): RequestAnswer {
  return { ...request, next_cursor: next === undefined ? null : seal(next) };
}

export class RequestList extends pageOfClass(RequestSummary) {}

export class RefreshedRequests {
  @Described('Those that the caller sees, in the order of ids.')
  @IsArray()
  @Type(() => RequestState)
  data!: readonly RequestState[];
  @Described('The others.', undefined, { items: { type: 'string' } }) @IsArray() not_found!: readonly string[];
}

export class MessageCanceled extends CancelMessageReply {}
export class RequestCanceled extends CancelRequestReply {}
export class Simulation extends SimulateReply {}
