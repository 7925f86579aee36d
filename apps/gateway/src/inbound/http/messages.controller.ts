import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isMessageId, PostriderError } from '#libs/kernel';
import { ENVIRONMENTS, type Environment } from '#libs/contracts';
import { AuditLog, Dispatcher, Tenants, type Principal } from '../../application/ports.ts';
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
import { idempotencyKeyFrom } from './idempotency-key.ts';
import { BATCH_SHAPE, JsonBody, SMALL_SHAPE, type JsonObject } from './json-body.ts';
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
    if (!isMessageId(id)) throw new PostriderError('invalid_id', 'A message id is a ulid, a dot and four digits.');
    return messageAnswer(await readMessage(this, caller, id, from));
  }
}

function submissionOf(operation: 'messages' | 'batch', caller: Principal, headers: RequestHeaders, read: ReadMessages) {
  const idempotencyKey = idempotencyKeyFrom(headers['idempotency-key']);
  return { operation, environment: environmentOf(caller, headers['postrider-environment']), idempotencyKey, ...read };
}

/** A key brings its environment. A user has both: live, unless the header says test. */
function environmentOf(caller: Principal, header: string | string[] | undefined): Environment {
  const fallback = caller.environment ?? 'live';
  const wanted = header ?? fallback;
  const known = ENVIRONMENTS.find((environment) => environment === wanted);
  if (known !== undefined && (caller.environment === undefined || known === caller.environment)) return known;
  throw new PostriderError(
    'invalid_header',
    "Postrider-Environment is live or test; with an API key it must be the key's own.",
  );
}

function markReplay(response: FastifyReply, replayed: boolean): void {
  if (replayed) void response.header('Idempotent-Replayed', 'true');
}
