import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DeadLetterStats, DeadLetterView, RetriedDeadLetter } from '#libs/contracts';
import type { MessageId } from '#libs/kernel';
import { abandonDeadLetter } from '../../../../application/dead-letters/abandon-dead-letter.ts';
import { deadLetterStats, listDeadLetters } from '../../../../application/dead-letters/list-dead-letters.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { retryDeadLetter } from '../../../../application/dead-letters/retry-dead-letter.ts';
import { retryDeadLetters } from '../../../../application/dead-letters/retry-dead-letters.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import {
  AbandonBody,
  CHOICE,
  CHOICE_OF_PAGE,
  RetryBody,
  retryManyFrom,
  RetryManyBody,
  type Choice,
  type ChoiceOfPage,
} from './dead-letter-bodies.ts';
import { OptionalJsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { MESSAGE_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { checkRange } from '../../request/range.ts';
import { DeadLetterList, RetriedDeadLetters } from './answers.ts';

const LIST = 'dead-letters';
const RETRIES = 'dead-letters/retry';

@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly quotaLimits: QuotaLimits,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('messages:read')
  @Operation({
    id: 'listDeadLetters',
    summary: 'Messages whose attempts were used up, newest first',
    answer: DeadLetterList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(CHOICE_OF_PAGE)) { limit, cursor, ...choice }: ChoiceOfPage,
  ): Promise<DeadLetterList> {
    checkRange(choice);
    const after = this.opened(caller, LIST, cursor);
    const { items, next } = await listDeadLetters(this, caller, { ...choice, limit, ...after }, clientIp);
    return { data: items, next_cursor: this.sealed(caller, LIST, next) };
  }

  @Get('stats')
  @Allow('messages:read')
  @Operation({
    id: 'getDeadLetterStats',
    summary: 'How many there are',
    answer: DeadLetterStats,
    answers: 'Counts.',
  })
  stats(@Caller() caller: Principal, @Query(new QueryOf(CHOICE)) choice: Choice): Promise<DeadLetterStats> {
    return deadLetterStats(this, caller, checkRange(choice));
  }

  @Post('retry')
  @HttpCode(200)
  @Allow('messages:send')
  @Operation({
    id: 'retryDeadLetters',
    summary: 'Send a page of them again',
    description: 'Those that are not sent again are listed with the reason. Continue with next_cursor.',
    body: RetryManyBody,
    examples: { alerts: exampleOf(RetryManyBody, 'category', 'from', 'limit') },
    answer: RetriedDeadLetters,
    answers: 'What was done.',
  })
  async retryMany(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RetriedDeadLetters> {
    const { limit, cursor, acceptDuplicate, choice } = retryManyFrom(body);
    const page = { ...choice, limit, acceptDuplicate, ...this.opened(caller, RETRIES, cursor) };
    const { retried, skipped, next } = await retryDeadLetters(this, caller, page, clientIp);
    return { retried, skipped, next_cursor: this.sealed(caller, RETRIES, next) };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Allow('messages:send')
  @Operation({
    id: 'retryDeadLetter',
    summary: 'Send one again, as a new message',
    description:
      'Repeating the call gives the same message. It uses the quotas of the caller. accept_duplicate is needed if it may have been sent. If a send would be refused, the error is not_retryable here, and detail gives the reason.',
    body: RetryBody,
    examples: { one: exampleOf(RetryBody, 'accept_duplicate') },
    answer: RetriedDeadLetter,
    answers: 'Accepted.',
    errors: ['not_retryable', 'idempotency_in_progress'],
  })
  retry(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', MESSAGE_ID) id: MessageId,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RetriedDeadLetter> {
    const { accept_duplicate: acceptDuplicate = false } = fieldsFrom(RetryBody, body);
    return retryDeadLetter(this, caller, { id, acceptDuplicate }, clientIp);
  }

  @Post(':id/abandon')
  @HttpCode(200)
  @Allow('messages:send')
  @Operation({
    id: 'abandonDeadLetter',
    summary: 'Abandon a dead letter',
    body: AbandonBody,
    examples: { over: exampleOf(AbandonBody, 'reason') },
    answer: DeadLetterView,
    answers: 'The dead letter after the change.',
    errors: ['not_retryable'],
  })
  abandon(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', MESSAGE_ID) id: MessageId,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<DeadLetterView> {
    return abandonDeadLetter(this, caller, { id, ...fieldsFrom(AbandonBody, body) }, clientIp);
  }

  private opened({ tenant }: Principal, list: string, cursor: string | undefined): { readonly after?: string } {
    return cursor === undefined ? {} : { after: this.cursors.open(tenant, list, cursor) };
  }

  private sealed({ tenant }: Principal, list: string, next: string | undefined): string | null {
    return next === undefined ? null : this.cursors.seal(tenant, list, next);
  }
}
