import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Environment } from '#libs/contracts';
import type { MessageId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Pictures, Renders } from '../../../../application/messages/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { cancelMessage } from '../../../../application/messages/cancel-message.ts';
import { readMessage, revealMessage } from '../../../../application/messages/read-message.ts';
import { submitRequest } from '../../../../application/messages/submit-request.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import {
  acceptedBatch,
  acceptedMessage,
  BatchAccepted,
  MessageAccepted,
  messageAnswer,
  MessageAnswer,
  MessageCanceled,
  RevealedMessage,
} from './answers.ts';
import { FILLED_IN_SIZE } from './batch-defaults.ts';
import { RATE_LIMIT, tellRateLimit } from '../../server/rate-limit.ts';
import { EnvironmentToSend } from '../../server/environments.ts';
import { idempotencyKeyFrom } from '../../request/idempotency-key.ts';
import { BATCH_SHAPE, JsonBody, NoBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { BatchBody, BatchDefaults, MessageBody } from './message-body.ts';
import { Operation, REFUSED_BY_GATES, REFUSED_TEMPLATES } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { MESSAGE_ID } from '../../request/path-ids.ts';
import { markReplay, REPLAYED } from './replayed.ts';
import { readBatch, readSingle, type ReadMessages } from './read-messages.ts';

@Controller('api/v1/messages')
export class MessagesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly quotaLimits: QuotaLimits,
    readonly pictures: Pictures,
    readonly renders: Renders,
    readonly audit: AuditLog,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:send')
  @Operation({
    id: 'sendMessage',
    summary: 'Send one message',
    description: 'Answered once the message is stored; it is sent afterwards. Up to 256 KiB.',
    body: MessageBody,
    examples: {
      plain: exampleOf(MessageBody, 'to', 'text'),
      full: exampleOf(
        MessageBody,
        'to',
        'text',
        'category',
        'valid_for_s',
        'guarantee',
        'priority',
        'client_ref',
        'subject_ref',
        'metadata',
      ),
      pictures: exampleOf(MessageBody, 'to', 'text', 'media_urls', 'media_fallback'),
      template: exampleOf(MessageBody, 'to', 'template', 'variables', 'language'),
    },
    answer: MessageAccepted,
    answers: 'Accepted.',
    answerHeaders: { ...REPLAYED, ...RATE_LIMIT },
    errors: [...REFUSED_BY_GATES, ...REFUSED_TEMPLATES],
  })
  async send(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @EnvironmentToSend() environment: Environment | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<MessageAccepted> {
    const submission = submissionOf('messages', environment, key, readSingle(body));
    const reply = await submitRequest(this, caller, submission, clientIp);
    markReplay(response, reply.replayed);
    tellRateLimit(response, reply.quotas);
    return acceptedMessage(reply);
  }

  @Post('batch')
  @HttpCode(202)
  @Allow('messages:send')
  @Operation({
    id: 'sendBatch',
    summary: 'Send up to 5,000 messages',
    description: `A message that cannot be sent is refused by its position and the others are accepted; if all are refused the answer is still 202, with accepted 0. Up to 6 MiB. ${FILLED_IN_SIZE} Split a larger one.`,
    body: BatchBody,
    examples: {
      batch: {
        defaults: exampleOf(BatchDefaults, 'text', 'category'),
        messages: [exampleOf(MessageBody, 'to', 'client_ref')],
      },
    },
    answer: BatchAccepted,
    answers: 'Stored.',
    answerHeaders: { ...REPLAYED, ...RATE_LIMIT },
    errors: ['invalid_batch', 'invalid_media', 'invalid_schedule', 'invalid_sender', 'quota_exceeded'],
  })
  async sendBatch(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @EnvironmentToSend() environment: Environment | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @JsonBody(BATCH_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<BatchAccepted> {
    const submission = submissionOf('batch', environment, key, await readBatch(body));
    const reply = await submitRequest(this, caller, submission, clientIp);
    markReplay(response, reply.replayed);
    tellRateLimit(response, reply.quotas);
    return acceptedBatch(reply);
  }

  @Get(':id')
  @Allow('messages:read')
  @Operation({
    id: 'getMessage',
    summary: 'Read a message with its attempts and timeline',
    answer: MessageAnswer,
    answers: 'The message.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', MESSAGE_ID) id: MessageId,
  ): Promise<MessageAnswer> {
    return messageAnswer(await readMessage(this, caller, id, clientIp));
  }

  @Post(':id/reveal')
  @HttpCode(200)
  @Allow('messages:read')
  @Operation({
    id: 'revealMessage',
    summary: 'Read the number and text of a message',
    description:
      'For whoever sent it, and for callers with messages:read_content; each call leaves an audit row. The code in a closed message stays masked.',
    answer: RevealedMessage,
    answers: 'Number and text.',
  })
  reveal(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', MESSAGE_ID) id: MessageId,
    @NoBody() _body: void,
  ): Promise<RevealedMessage> {
    return revealMessage(this, caller, id, clientIp);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('messages:send')
  @Operation({
    id: 'cancelMessage',
    summary: 'Cancel a message',
    description:
      'A waiting message becomes CANCELED. One whose attempt is in the air keeps its status, and no other attempt follows.',
    answer: MessageCanceled,
    answers: 'Its status after the call.',
    errors: ['already_closed'],
  })
  cancel(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', MESSAGE_ID) id: MessageId,
    @NoBody() _body: void,
  ): Promise<MessageCanceled> {
    return cancelMessage(this, caller, id, clientIp);
  }
}

function submissionOf(
  operation: 'messages' | 'batch',
  environment: Environment | undefined,
  key: string | undefined,
  read: ReadMessages,
) {
  return { operation, environment, idempotencyKey: idempotencyKeyFrom(key), ...read };
}
