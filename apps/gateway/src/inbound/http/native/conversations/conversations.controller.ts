import { Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { listConversations, readConversation } from '../../../../application/inbound-texts/list-inbound-texts.ts';
import { reply } from '../../../../application/inbound-texts/reply.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation, REFUSED_BY_GATES } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { Cursors } from '../../request/cursors.ts';
import { fingerprintOf } from '../../request/fingerprint.ts';
import { idempotencyKeyFrom } from '../../request/idempotency-key.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { CONVERSATION_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { RATE_LIMIT, tellRateLimit } from '../../server/rate-limit.ts';
import { markReplay, REPLAYED } from '../messages/replayed.ts';
import {
  acceptedReply,
  ConversationAnswer,
  ConversationList,
  ReplyAccepted,
  ReplyBody,
} from './conversation-bodies.ts';

const LIST = 'conversations';

@Controller('api/v1/conversations')
export class ConversationsController {
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
    id: 'listConversations',
    summary: 'Conversations, those with the latest texts received first',
    description:
      'A conversation is one of your numbers and one person who sent a text to it. Numbers of people are masked without ' +
      'messages:read_content. A sender sees none.',
    answer: ConversationList,
    answers: 'A page of them.',
  })
  async list(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Query(new QueryOf(PAGE)) { limit, cursor }: PageWanted,
  ): Promise<ConversationList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const { items, next } = await listConversations(this, caller, { limit, ...after }, clientIp);
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Get(':id')
  @Allow('messages:read')
  @Operation({
    id: 'getConversation',
    summary: 'What was received and sent in one conversation, newest first',
    description:
      'Messages to the person by your number, and those without a sender by the route that received the last text. A page ' +
      'may have fewer entries than limit while next_cursor is not null.',
    answer: ConversationAnswer,
    answers: 'The conversation with a page of its texts.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', CONVERSATION_ID) id: string,
    @Query(new QueryOf(PAGE)) { limit, cursor }: PageWanted,
  ): Promise<ConversationAnswer> {
    const { tenant } = caller;
    const list = `${LIST}|${id}`;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, list, cursor) };
    const { conversation, items, next } = await readConversation(this, caller, { id, limit, ...after }, clientIp);
    const next_cursor = next === undefined ? null : this.cursors.seal(tenant, list, next);
    return { conversation, data: items, next_cursor };
  }

  @Post(':id/reply')
  @HttpCode(202)
  @Allow('messages:send')
  @Operation({
    id: 'replyInConversation',
    summary: 'Send a text to the person, from the number that received theirs',
    description:
      'By the route that received the last text, and no other: no_route if it no longer exists, recipient_opted_out if the ' +
      'person wants no texts. The environment is that of the conversation.',
    body: ReplyBody,
    examples: { text: exampleOf(ReplyBody, 'text') },
    answer: ReplyAccepted,
    answers: 'Accepted.',
    answerHeaders: { ...REPLAYED, ...RATE_LIMIT },
    errors: REFUSED_BY_GATES,
  })
  async reply(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', CONVERSATION_ID) id: string,
    @Headers('idempotency-key') key: string | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<ReplyAccepted> {
    const fields = fieldsFrom(ReplyBody, body);
    const fingerprint = fingerprintOf(`reply ${id}`, body);
    const wanted = { ...fields, conversation: id, fingerprint, idempotencyKey: idempotencyKeyFrom(key) };
    const answer = await reply(this, caller, wanted, clientIp);
    markReplay(response, answer.replayed);
    tellRateLimit(response, answer.quotas);
    return acceptedReply(answer);
  }
}
