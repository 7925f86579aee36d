import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { CancelRequestReply } from '#libs/contracts';
import { AuditLog, Dispatcher, type Principal } from '../../application/ports.ts';
import { cancelRequest } from '../../application/cancel-request.ts';
import { readRequest } from '../../application/read-message.ts';
import { Allow, Caller, From } from './access.ts';
import { requestAnswer, type RequestAnswer } from './answers.ts';
import { Cursors } from './cursors.ts';
import { NoBody } from './json-body.ts';
import { pageFrom } from './pages.ts';
import { requestIdFrom } from './path-ids.ts';
import type { Query as Parameters } from './query.ts';

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get(':id')
  @Allow('messages:read')
  async read(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @Query() query: Parameters,
  ): Promise<RequestAnswer> {
    const id = requestIdFrom(given);
    const { limit, cursor } = pageFrom(query);
    const list = `request|${id}`;
    const after = cursor === undefined ? {} : { after: Number(this.cursors.open(caller.tenant, list, cursor)) };

    const view = await readRequest(this, caller, { id, limit, ...after }, from);
    return requestAnswer(view, (position) => this.cursors.seal(caller.tenant, list, String(position)));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('messages:send')
  cancel(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @NoBody() _body: void,
  ): Promise<CancelRequestReply> {
    return cancelRequest(this, caller, requestIdFrom(id), from);
  }
}
