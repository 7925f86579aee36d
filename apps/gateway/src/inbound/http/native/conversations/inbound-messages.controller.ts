import { Controller, Get, Query } from '@nestjs/common';
import { ENVIRONMENTS, InboundTextView, KEYWORDS, type TextFilter } from '#libs/contracts';
import { listInboundTexts } from '../../../../application/inbound-texts/list-inbound-texts.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { Cursors } from '../../request/cursors.ts';
import { pageOfClass, PAGE, type PageWanted } from '../../request/pages.ts';
import { matching, oneOf, QueryOf, type Parameter, type Parameters } from '../../request/query.ts';
import { checkRange, RANGE } from '../../request/range.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';

export class InboundMessageList extends pageOfClass(InboundTextView) {}

const LIST = 'inbound-messages';

type Wanted = Omit<TextFilter, 'needs_review'> & { readonly needs_review?: 'true' | 'false' };
const WANTED: Parameters<Wanted & PageWanted> = {
  environment: oneOf(ENVIRONMENTS, 'Of the account that received it.'),
  ...(RANGE as { from: Parameter<string>; until: Parameter<string> }),
  route: matching(/^[\w.-]{1,64}$/, 'the id of a route', 'The route that received it.'),
  to: matching(/^\+?\w{1,32}$/, 'one of your numbers', 'Your number that received it; write + as %2B.'),
  conversation: matching(/^[\w-]{22}$/, 'the id of a conversation', 'Texts of this conversation alone.'),
  keyword: oneOf(KEYWORDS, 'Texts that asked for this.'),
  needs_review: oneOf(['true', 'false'] as const, 'Whether somebody should read it.'),
  ...PAGE,
};

@Controller('api/v1/inbound-messages')
export class InboundMessagesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('messages:read')
  @Operation({
    id: 'listInboundMessages',
    summary: 'Texts that people sent to your numbers, newest first',
    description:
      'Numbers and texts are masked without messages:read_content. A sender sees none. A page may have fewer texts than ' +
      'limit, or none, while next_cursor is not null: a call looks for a bounded time.',
    answer: InboundMessageList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(WANTED)) { limit, cursor, needs_review, ...given }: Wanted & PageWanted,
  ): Promise<InboundMessageList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const where = { ...checkRange(given), ...(needs_review && { needs_review: needs_review === 'true' }) };
    const { items, next } = await listInboundTexts(this, caller, { where, limit, ...after }, clientIp);
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }
}
