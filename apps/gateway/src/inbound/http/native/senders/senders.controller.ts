import { Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { Sender } from '#libs/contracts';
import { deleteSender } from '../../../../application/senders/delete-sender.ts';
import { listSenders, readSender } from '../../../../application/senders/list-senders.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { readSenderHistory } from '../../../../application/senders/read-sender-history.ts';
import { saveSender } from '../../../../application/senders/save-sender.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { PAGE, pageOf, pageOfChanges, type PageWanted } from '../../request/pages.ts';
import { SENDER } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { SenderHistory, SenderList } from './answers.ts';
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
  @Operation({
    id: 'listSenders',
    summary: 'The senders, and their routes',
    answer: SenderList,
    answers: 'A page of senders.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<SenderList> {
    const list = { tenant: caller.tenant, list: 'senders' };
    return pageOf(await listSenders(this, caller), ({ value }) => value, page, this.cursors, list);
  }

  @Get(':value')
  @Allow('routing:read')
  @Operation({ id: 'getSender', summary: 'Read a sender', answer: Sender, answers: 'The sender.' })
  read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('value', SENDER) value: string,
  ): Promise<Sender> {
    return readSender(this, caller, value, clientIp);
  }

  @Put(':value')
  @Allow('routing:write')
  @Operation({
    id: 'saveSender',
    summary: 'Make a sender, or replace its routes',
    description: 'An API key changes the routes of its own environment; those of the other stay.',
    body: SenderBody,
    examples: { one: exampleOf(SenderBody, 'routes') },
    answer: Sender,
    answers: 'The sender after the change.',
    errors: ['invalid_sender', 'version_conflict'],
    creates: true,
  })
  save(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('value', SENDER) value: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<Sender> {
    const { routes } = fieldsFrom(SenderBody, body);
    return saveSender(this, caller, { value, routes }, clientIp);
  }

  @Delete(':value')
  @HttpCode(204)
  @Allow('routing:write')
  @Operation({
    id: 'deleteSender',
    summary: 'Delete a sender',
    answers: 'It is deleted.',
    errors: ['version_conflict'],
  })
  delete(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('value', SENDER) value: string,
  ): Promise<void> {
    return deleteSender(this, caller, value, clientIp);
  }

  @Get(':value/history')
  @Allow('routing:read')
  @Operation({
    id: 'getSenderHistory',
    summary: 'The changes of a sender, newest first',
    description:
      'Also of a sender that was deleted. Who sees one environment is told what changed of its routes; for them a sender ' +
      'is deleted once it has none of those.',
    answer: SenderHistory,
    answers: 'A page of changes.',
  })
  history(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('value', SENDER) value: string,
    @Query(new QueryOf(PAGE)) page: PageWanted,
  ): Promise<SenderHistory> {
    const list = { tenant: caller.tenant, list: `sender-history|${value}` };
    const changes = (of: { limit: number; before?: number }) =>
      readSenderHistory(this, caller, { value, ...of }, clientIp);
    return pageOfChanges(changes, page, this.cursors, list);
  }
}
