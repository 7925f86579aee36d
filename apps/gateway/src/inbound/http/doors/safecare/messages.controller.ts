import { Controller, Get, Query } from '@nestjs/common';
import { AGENT_ID, type MessageFilter } from '#libs/contracts';
import { isRequestId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { listByPosition } from '../../../../application/messages/list-by-position.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { refusalOf } from '../../request/check-fields.ts';
import { matching, oneOf, type Parameter, type Parameters } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { SafecareMessageList, type ItemsWanted } from './answers.ts';
import { asHere, messageAnswer } from './message-answer.ts';
import { DoorQueryOf, ITEMS } from './query.ts';
import { statesOf, STATUSES, type SafecareStatus } from './words.ts';

interface OfRequest extends ItemsWanted {
  readonly request_id?: string;
}
interface OfAll extends ItemsWanted {
  readonly status?: SafecareStatus;
  readonly agent_id?: string;
}

const REQUEST: Parameter<string> = {
  read: (value) => (isRequestId(value) ? value : undefined),
  takes: 'the id of a request',
  says: 'Of this request; required.',
  is: { type: 'string' },
};
const OF_REQUEST: Parameters<OfRequest> = { request_id: REQUEST, ...ITEMS };
const OF_ALL: Parameters<OfAll> = {
  status: oneOf(STATUSES, 'Only those with this status.'),
  agent_id: matching(AGENT_ID, 'the id of a phone', 'Only those of this phone.'),
  ...ITEMS,
};

const SEEN = 'A key gets what it sent, a sender theirs, others those of the tenant.';

@Controller('messages')
export class SafecareMessagesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('messages:read')
  @Operation({
    id: 'safecareListRequestMessages',
    summary: 'The messages of a request, the newest first',
    description: SEEN,
    answer: SafecareMessageList,
    answers: 'A page of them; none if there is no such request.',
  })
  ofRequest(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new DoorQueryOf(OF_REQUEST)) { request_id: request, ...page }: OfRequest,
  ): Promise<SafecareMessageList> {
    const message = 'request_id is missing; messages/all has the messages of all requests.';
    if (request === undefined) throw refusalOf([{ field: 'request_id', code: 'invalid_field', message }]);
    return this.page(caller, { request }, page, clientIp);
  }

  @Get('all')
  @Allow('messages:read')
  @Operation({
    id: 'safecareListMessages',
    summary: 'Messages, the newest first',
    description: SEEN,
    answer: SafecareMessageList,
    answers: 'A page of them.',
  })
  all(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new DoorQueryOf(OF_ALL)) { status, agent_id: agent, ...page }: OfAll,
  ): Promise<SafecareMessageList> {
    const where = { ...(status && { status: statesOf(status) }), ...(agent !== undefined && { agent }) };
    return this.page(caller, where, page, clientIp);
  }

  private async page(
    caller: Principal,
    where: MessageFilter,
    { limit, skip }: ItemsWanted,
    clientIp: string,
  ): Promise<SafecareMessageList> {
    const { items, total } = await listByPosition(this, asHere(caller), { where, limit, skip }, clientIp);
    return { items: items.map(messageAnswer), total, limit, skip };
  }
}
