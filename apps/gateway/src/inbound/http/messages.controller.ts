import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CancelMessageReply } from '#libs/contracts';
import { AuditLog, Dispatcher, Tenants, type Principal } from '../../application/ports.ts';
import { cancelMessage } from '../../application/cancel-message.ts';
import { readMessage } from '../../application/read-message.ts';
import { submitRequest } from '../../application/submit-request.ts';
import { Allow, Caller, From } from './access.ts';
import {
  acceptedBatch,
  acceptedMessage,
  messageAnswer,
  type BatchAccepted,
  type MessageAccepted,
  type MessageAnswer,
} from './answers.ts';
import { environmentOf } from './environments.ts';
import { idempotencyKeyFrom } from './idempotency-key.ts';
import { BATCH_SHAPE, JsonBody, NoBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { messageIdFrom } from './path-ids.ts';
import { readBatch, readSingle, type ReadMessages } from './read-messages.ts';

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:send')
  async send(
    @Caller() caller: Principal,
    @From() from: string,
    @Headers() headers: RequestHeaders,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<MessageAccepted> {
    const submission = submissionOf('messages', caller, headers, readSingle(body));
    const reply = await submitRequest(this, caller, submission, from);
    markReplay(response, reply.replayed);
    return acceptedMessage(reply);
  }

  @Post('batch')
  @HttpCode(202)
  @Allow('messages:send')
  async sendBatch(
    @Caller() caller: Principal,
    @From() from: string,
    @Headers() headers: RequestHeaders,
    @JsonBody(BATCH_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<BatchAccepted> {
    const submission = submissionOf('batch', caller, headers, await readBatch(body));
    const reply = await submitRequest(this, caller, submission, from);
    markReplay(response, reply.replayed);
    return acceptedBatch(reply);
  }

  @Get(':id')
  @Allow('messages:read')
  async read(@Caller() caller: Principal, @From() from: string, @Param('id') id: string): Promise<MessageAnswer> {
    return messageAnswer(await readMessage(this, caller, messageIdFrom(id), from));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('messages:send')
  cancel(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') id: string,
    @NoBody() _body: void,
  ): Promise<CancelMessageReply> {
    return cancelMessage(this, caller, messageIdFrom(id), from);
  }
}

function submissionOf(operation: 'messages' | 'batch', caller: Principal, headers: RequestHeaders, read: ReadMessages) {
  const idempotencyKey = idempotencyKeyFrom(headers['idempotency-key']);
  return { operation, environment: environmentOf(caller), idempotencyKey, ...read };
}

function markReplay(response: FastifyReply, replayed: boolean): void {
  if (replayed) void response.header('Idempotent-Replayed', 'true');
}
