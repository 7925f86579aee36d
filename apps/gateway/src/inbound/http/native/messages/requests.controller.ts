import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { cancelRequest } from '../../../../application/messages/cancel-request.ts';
import { listRequests, refreshRequests } from '../../../../application/messages/list-requests.ts';
import { readRequest } from '../../../../application/messages/read-message.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { RefreshedRequests, RequestAnswer, requestAnswer, RequestCanceled, RequestList } from './answers.ts';
import { Cursors } from '../../request/cursors.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { JsonBody, NoBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { checkRange } from '../../request/range.ts';
import { RefreshBody, REQUEST_PAGE, type RequestPage } from './list-bodies.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { REQUEST_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';

const LIST = 'requests';

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('messages:read')
  @Operation({
    id: 'listRequests',
    summary: 'Requests, newest first',
    description: 'A sender gets their own, others those of the tenant.',
    answer: RequestList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @Query(new QueryOf(REQUEST_PAGE)) { limit, cursor, ...where }: RequestPage,
  ): Promise<RequestList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const { items, next } = await listRequests(this, caller, { where: checkRange(where), limit, ...after });
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Post('refresh')
  @HttpCode(200)
  @Allow('messages:read')
  @Operation({
    id: 'refreshRequests',
    summary: 'The present counts of up to 100 requests',
    description: 'Vendors that do not call back are asked first, at most every five seconds.',
    body: RefreshBody,
    examples: { one: exampleOf(RefreshBody, 'ids') },
    answer: RefreshedRequests,
    answers: 'Their counts.',
  })
  async refresh(@Caller() caller: Principal, @JsonBody(SMALL_SHAPE) body: JsonObject): Promise<RefreshedRequests> {
    const { ids } = fieldsFrom(RefreshBody, body);
    const { items } = await refreshRequests(this, caller, ids);
    const found = new Set(items.map(({ id }) => id));
    return { data: items, not_found: ids.filter((id) => !found.has(id)) };
  }

  @Get(':id')
  @Allow('messages:read')
  @Operation({
    id: 'getRequest',
    summary: 'Read a request: counts by status and a page of its messages',
    answer: RequestAnswer,
    answers: 'The request.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', REQUEST_ID) id: RequestId,
    @Query(new QueryOf(PAGE)) { limit, cursor }: PageWanted,
  ): Promise<RequestAnswer> {
    const list = `request|${id}`;
    const after = cursor === undefined ? {} : { after: Number(this.cursors.open(caller.tenant, list, cursor)) };

    const view = await readRequest(this, caller, { id, limit, ...after }, clientIp);
    return requestAnswer(view, (position) => this.cursors.seal(caller.tenant, list, String(position)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('messages:send')
  @Operation({
    id: 'cancelRequest',
    summary: 'Cancel all waiting messages of a request',
    description:
      'Messages that have ended or are in the air keep their status. Repeating the call changes nothing more.',
    answer: RequestCanceled,
    answers: 'Its messages by status after the call.',
  })
  cancel(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', REQUEST_ID) id: RequestId,
    @NoBody() _body: void,
  ): Promise<RequestCanceled> {
    return cancelRequest(this, caller, id, clientIp);
  }
}
