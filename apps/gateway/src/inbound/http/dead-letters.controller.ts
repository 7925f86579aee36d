import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { DeadLetterStats, DeadLetterView, RetriedDeadLetter, RetryDeadLettersReply } from '#libs/contracts';
import { abandonDeadLetter } from '../../application/abandon-dead-letter.ts';
import { deadLetterStats, listDeadLetters } from '../../application/list-dead-letters.ts';
import { AuditLog, Dispatcher, Tenants, type Principal } from '../../application/ports.ts';
import { retryDeadLetter } from '../../application/retry-dead-letter.ts';
import { retryDeadLetters } from '../../application/retry-dead-letters.ts';
import { Allow, Caller, From } from './access.ts';
import { fieldsFrom } from './check-fields.ts';
import { Cursors } from './cursors.ts';
import { AbandonBody, choiceFrom, choiceOfPageFrom, RetryBody, retryManyFrom } from './dead-letter-bodies.ts';
import { OptionalJsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import type { Page } from './pages.ts';
import { messageIdFrom } from './path-ids.ts';
import type { Query as Parameters } from './query.ts';

const LIST = 'dead-letters';
const RETRIES = 'dead-letters/retry';

type ManyRetried = Omit<RetryDeadLettersReply, 'next'> & { readonly next_cursor: string | null };

@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('messages:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<DeadLetterView>> {
    const { limit, cursor, choice } = choiceOfPageFrom(query);
    const after = this.opened(caller, LIST, cursor);
    const { items, next } = await listDeadLetters(this, caller, { ...choice, limit, ...after });
    return { data: items, next_cursor: this.sealed(caller, LIST, next) };
  }

  @Get('stats')
  @Allow('messages:read')
  stats(@Caller() caller: Principal, @Query() query: Parameters): Promise<DeadLetterStats> {
    return deadLetterStats(this, caller, choiceFrom(query));
  }

  @Post('retry')
  @HttpCode(200)
  @Allow('messages:send')
  async retryMany(
    @Caller() caller: Principal,
    @From() from: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<ManyRetried> {
    const { limit, cursor, acceptDuplicate, choice } = retryManyFrom(body);
    const page = { ...choice, limit, acceptDuplicate, ...this.opened(caller, RETRIES, cursor) };
    const { retried, skipped, next } = await retryDeadLetters(this, caller, page, from);
    return { retried, skipped, next_cursor: this.sealed(caller, RETRIES, next) };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Allow('messages:send')
  retry(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RetriedDeadLetter> {
    const id = messageIdFrom(given);
    const { accept_duplicate: acceptDuplicate = false } = fieldsFrom(RetryBody, body);
    return retryDeadLetter(this, caller, { id, acceptDuplicate }, from);
  }

  @Post(':id/abandon')
  @HttpCode(200)
  @Allow('messages:send')
  abandon(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<DeadLetterView> {
    const id = messageIdFrom(given);
    return abandonDeadLetter(this, caller, { id, ...fieldsFrom(AbandonBody, body) }, from);
  }

  private opened({ tenant }: Principal, list: string, cursor: string | undefined): { readonly after?: string } {
    return cursor === undefined ? {} : { after: this.cursors.open(tenant, list, cursor) };
  }

  private sealed({ tenant }: Principal, list: string, next: string | undefined): string | null {
    return next === undefined ? null : this.cursors.seal(tenant, list, next);
  }
}
