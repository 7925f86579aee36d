import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import type { Sender } from '#libs/contracts';
import { deleteSender } from '../../application/delete-sender.ts';
import { listSenders, readSender } from '../../application/list-senders.ts';
import { AuditLog, Dispatcher, type Principal } from '../../application/ports.ts';
import { saveSender } from '../../application/save-sender.ts';
import { Allow, Caller, From } from './access.ts';
import { fieldsFrom } from './check-fields.ts';
import { Cursors } from './cursors.ts';
import { JsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { pageOf, type Page } from './pages.ts';
import { senderFrom } from './path-ids.ts';
import type { Query as Parameters } from './query.ts';
import { SenderBody } from './sender-body.ts';

@Controller('api/v1/senders')
export class SendersController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('routing:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<Sender>> {
    const list = { tenant: caller.tenant, list: 'senders' };
    return pageOf(await listSenders(this, caller), ({ value }) => value, query, this.cursors, list);
  }

  @Get(':value')
  @Allow('routing:read')
  read(@Caller() caller: Principal, @From() from: string, @Param('value') value: string): Promise<Sender> {
    return readSender(this, caller, senderFrom(value), from);
  }

  @Put(':value')
  @Allow('routing:write')
  save(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('value') given: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<Sender> {
    const value = senderFrom(given);
    const { routes } = fieldsFrom(SenderBody, body);
    return saveSender(this, caller, { value, routes }, from);
  }

  @Delete(':value')
  @HttpCode(204)
  @Allow('routing:write')
  delete(@Caller() caller: Principal, @From() from: string, @Param('value') value: string): Promise<void> {
    return deleteSender(this, caller, senderFrom(value), from);
  }
}
