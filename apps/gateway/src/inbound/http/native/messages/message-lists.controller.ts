import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { IsInt } from 'class-validator';
import { DescribedCount, MessageSummary } from '#libs/contracts';
import { listMessages, searchMessages } from '../../../../application/messages/list-messages.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, Templates, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { pageOfClass } from '../../request/pages.ts';
import { checkRange } from '../../request/range.ts';
import { QueryOf } from '../../request/query.ts';
import { MESSAGE_PAGE, searchFrom, SearchMessagesBody, type MessagePage } from './list-bodies.ts';

export class MessageList extends pageOfClass(MessageSummary) {}

export class FoundMessages extends pageOfClass(MessageSummary) {
  @DescribedCount('Messages whose text was compared so far, over all pages.') @IsInt() searched!: number;
}

const LIST = 'messages';
const SEARCH = 'messages/search';
const SHORT_PAGES =
  'A page may have fewer messages than limit, or none, while next_cursor is not null: a call looks for a bounded time.';

@Controller('api/v1/messages')
export class MessageListsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly templates: Templates,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('messages:read')
  @Operation({
    id: 'listMessages',
    summary: 'Messages, newest first',
    description: `A sender gets their own, others those of the tenant. ${SHORT_PAGES}`,
    answer: MessageList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(MESSAGE_PAGE)) { limit, cursor, ...where }: MessagePage,
  ): Promise<MessageList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const wanted = { where: checkRange(where), limit, ...after };
    const { items, next } = await listMessages(this, caller, wanted, clientIp);
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Post('search')
  @HttpCode(200)
  @Allow('messages:read')
  @Operation({
    id: 'searchMessages',
    summary: 'Find messages by number or by a part of their text',
    description: `Newest first. Numbers and texts never stand in a URL. ${SHORT_PAGES}`,
    body: SearchMessagesBody,
    examples: {
      number: exampleOf(SearchMessagesBody, 'to', 'status'),
      text: exampleOf(SearchMessagesBody, 'text', 'from', 'until', 'limit'),
    },
    answer: FoundMessages,
    answers: 'A page of them.',
    errors: ['invalid_number', 'invalid_text'],
  })
  async search(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<FoundMessages> {
    const { tenant } = caller;
    const { cursor, ...wanted } = searchFrom(body);
    const [after, searched = '0'] = cursor === undefined ? [] : this.cursors.open(tenant, SEARCH, cursor).split('|');
    const page = { ...wanted, searched: Number(searched), ...(after !== undefined && { after }) };
    const { items, next, searched: all } = await searchMessages(this, caller, page, clientIp);
    const next_cursor = next === undefined ? null : this.cursors.seal(tenant, SEARCH, `${next}|${all}`);
    return { data: items, next_cursor, searched: all };
  }
}
