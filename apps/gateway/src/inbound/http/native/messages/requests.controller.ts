import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { cancelRequest } from '../../../../application/messages/cancel-request.ts';
import { readRequest } from '../../../../application/messages/read-message.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { RequestAnswer, requestAnswer, RequestCanceled } from './answers.ts';
import { Cursors } from '../../request/cursors.ts';
import { NoBody } from '../../request/json-body.ts';
import { Operation } from '../../openapi/operation.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { REQUEST_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

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
