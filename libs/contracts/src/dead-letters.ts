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
import { rpc } from './contract.ts';
import { Described, DescribedCount, DescribedCounts, DescribedTime, SAYS } from './described.ts';
import { SubmitPolicy } from './dispatcher.ts';
import { Quota } from './quotas.ts';
import { SeenBy } from './scope.ts';
import {
  CATEGORIES,
  DEAD_LETTER_STATES,
  ENVIRONMENTS,
  MESSAGE_STATUSES,
  RETRY_REFUSALS,
  type Category,
  type DeadLetterState,
  type Environment,
  type MessageStatus,
  type RetryRefusal,
} from './vocabulary.ts';

const owner = 'dispatcher';

/** Messages whose attempts were used up: FAILED, or UNCONFIRMED if one of them may have been sent. */
export class DeadLetterFilter extends SeenBy {
  @IsOptional() @IsIn(DEAD_LETTER_STATES) state?: DeadLetterState;
  @IsOptional() @IsIn(CATEGORIES) category?: Category;
  @IsOptional() @IsString() route?: string;
  /** Accepted in [from, until), RFC 3339. */
  @IsOptional() @IsString() from?: string;
  @IsOptional() @IsString() until?: string;
}

export class DeadLetterView {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described('Id of its request.') @IsString() request_id!: string;
  @Described(...SAYS.number) @IsInt() number!: number;
  @Described(...SAYS.environment) @IsIn(ENVIRONMENTS) environment!: Environment;
  @Described('FAILED; or UNCONFIRMED if an attempt may have been sent.')
  @IsIn(MESSAGE_STATUSES)
  status!: MessageStatus;
  @Described('What was done with it.') @IsIn(DEAD_LETTER_STATES) state!: DeadLetterState;
  @Described(...SAYS.to) @IsString() to!: string;
  @Described(...SAYS.masked) @IsOptional() @IsBoolean() masked?: boolean;
  @Described(...SAYS.createdBy) @IsOptional() @IsString() created_by?: string;
  @Described('The category of the message.') @IsIn(CATEGORIES) category!: Category;
  @DescribedCount('Attempts that were made.') @IsInt() attempts!: number;
  @Described('The route of the last attempt.') @IsOptional() @IsString() route?: string;
  @Described("The vendor's code of the last attempt; of the first attempt if no route reaches the number.")
  @IsOptional()
  @IsString()
  code?: string;
  @Described('An attempt may have been sent: a retry needs accept_duplicate.') @IsBoolean() may_be_duplicate!: boolean;
  @DescribedTime('When it was accepted.') @IsString() created_at!: string;
  @Described('The message that sends it again.') @IsOptional() @IsString() retried_as?: string;
  @Described('Who sent it again or abandoned it.') @IsOptional() @IsString() changed_by?: string;
  @Described('Why it was abandoned.') @IsOptional() @IsString() reason?: string;
}

export class DeadLettersQuery extends DeadLetterFilter {
  @IsInt() @Min(1) @Max(100) limit!: number;
  /** The public id after which the page starts. */
  @IsOptional() @IsString() after?: string;
}
export class DeadLettersReply {
  @IsArray() @Type(() => DeadLetterView) items!: DeadLetterView[];
  @IsOptional() @IsString() next?: string;
}

export class DeadLetterStats {
  @DescribedCounts('Dead letters in all.') @IsObject() by_state!: Partial<Record<DeadLetterState, number>>;
  @DescribedCounts('Pending ones.') @IsObject() by_route!: Record<string, number>;
  @DescribedCounts('Pending ones.') @IsObject() by_category!: Partial<Record<Category, number>>;
  @DescribedTime('When the oldest pending one was accepted.') @IsOptional() @IsString() oldest_pending_at?: string;
}

export class RetryDeadLetterRequest extends SeenBy {
  @IsString() id!: string;
  @IsString() by!: string;
  @IsBoolean() accept_duplicate!: boolean;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  /** Of the caller; every retry has room in all of them, or is refused. */
  @IsOptional() @IsArray() @ArrayMaxSize(8) @ValidateNested({ each: true }) @Type(() => Quota) quotas?: Quota[];
}
export class RetriedDeadLetter {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described('The new message.') @IsString() retried_as!: string;
}

export class RetryDeadLettersRequest extends DeadLetterFilter {
  @IsString() by!: string;
  @IsBoolean() accept_duplicate!: boolean;
  @IsInt() @Min(1) @Max(500) limit!: number;
  @IsOptional() @IsString() after?: string;
  @ValidateNested() @Type(() => SubmitPolicy) policy!: SubmitPolicy;
  /** Of the caller; every retry has room in all of them, or is refused. */
  @IsOptional() @IsArray() @ArrayMaxSize(8) @ValidateNested({ each: true }) @Type(() => Quota) quotas?: Quota[];
}
export class SkippedDeadLetter {
  @Described(...SAYS.messageId) @IsString() id!: string;
  @Described('Why it is not sent again.') @IsIn(RETRY_REFUSALS) reason!: RetryRefusal;
  @Described(...SAYS.forPeople) @IsString() @MaxLength(300) detail!: string;
}
export class RetryDeadLettersReply {
  @Described('Messages that are sent again.')
  @IsArray()
  @ArrayMaxSize(500)
  @Type(() => RetriedDeadLetter)
  retried!: RetriedDeadLetter[];
  @Described('Messages that are not.')
  @IsArray()
  @ArrayMaxSize(500)
  @Type(() => SkippedDeadLetter)
  skipped!: SkippedDeadLetter[];
  /** There are more: pass this as `after` to continue. */
  @IsOptional() @IsString() next?: string;
}

export class AbandonDeadLetterRequest extends SeenBy {
  @IsString() id!: string;
  @IsString() by!: string;
  @IsOptional() @IsString() @MaxLength(200) reason?: string;
}

export const deadLetterContracts = {
  /** Newest first. */
  list: rpc({ owner, name: 'dead-letters', request: DeadLettersQuery, reply: DeadLettersReply }),
  stats: rpc({
    owner,
    name: 'dead-letter-stats',
    request: DeadLetterFilter,
    reply: DeadLetterStats,
  }),
  /**
   * A new request of one message with `retry_of`; repeating the call gives the same answer. `not_retryable`,
   * `not_found`.
   */
  retry: rpc({
    owner,
    name: 'retry-dead-letter',
    request: RetryDeadLetterRequest,
    reply: RetriedDeadLetter,
  }),
  retryMany: rpc({
    owner,
    name: 'retry-dead-letters',
    request: RetryDeadLettersRequest,
    reply: RetryDeadLettersReply,
    timeoutMs: 20_000,
  }),
  /** `not_retryable` once it was retried. */
  abandon: rpc({
    owner,
    name: 'abandon-dead-letter',
    request: AbandonDeadLetterRequest,
    reply: DeadLetterView,
  }),
};
