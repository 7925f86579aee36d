import { Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Environment } from '#libs/contracts';
import type { RequestId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { isPhoneOf } from '../../../../application/messages/is-phone-of.ts';
import { Pictures, Renders } from '../../../../application/messages/ports.ts';
import { readRequestWithMessages } from '../../../../application/messages/read-request-with-messages.ts';
import { NOT_A_MESSAGE, submitRequest, type Refusal } from '../../../../application/messages/submit-request.ts';
import { Agents, Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { markReplay, REPLAYED } from '../../native/messages/replayed.ts';
import { Operation, REFUSED_TEMPLATES } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { idempotencyKeyFrom } from '../../request/idempotency-key.ts';
import { BATCH_SHAPE, JsonBody } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { EnvironmentToSend } from '../../server/environments.ts';
import { RATE_LIMIT, tellRateLimit } from '../../server/rate-limit.ts';
import { REQUEST_ID } from '../../request/path-ids.ts';
import { SafecareAccepted, SafecareRequest } from './answers.ts';
import { asHere, messageAnswer } from './message-answer.ts';
import { readRequest, SafecareMessageBody, SafecareRequestBody, type ReadRequest } from './read-request.ts';
import { rulesOf, SafecareSettings } from './settings.ts';
import { countsOf, groupStatusOf, rejectOf } from './words.ts';

@Controller('requests')
export class SafecareRequestsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly agents: Agents,
    readonly tenants: Tenants,
    readonly quotaLimits: QuotaLimits,
    readonly pictures: Pictures,
    readonly renders: Renders,
    readonly audit: AuditLog,
    private readonly settings: SafecareSettings,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:send')
  @Operation({
    id: 'safecareSend',
    summary: 'Send messages by a template from a phone',
    description:
      'A message that cannot be sent is refused by its position and the others are accepted. The same text to the same number within ANTI_DUP_MINUTES is recorded as CANCELED (DUPLICATE_RECENT). Up to 6 MiB.',
    body: SafecareRequestBody,
    examples: {
      otp: {
        ...exampleOf(SafecareRequestBody, 'template_id', 'agent_id'),
        messages: [exampleOf(SafecareMessageBody, 'to', 'variables')],
      },
    },
    answer: SafecareAccepted,
    answers: 'Stored; the phone sends them afterwards.',
    answerHeaders: { ...REPLAYED, ...RATE_LIMIT },
    errors: ['invalid_batch', 'no_route', 'quota_exceeded', ...REFUSED_TEMPLATES],
  })
  async send(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @EnvironmentToSend() environment: Environment | undefined,
    @Headers('idempotency-key') key: string | undefined,
    @JsonBody(BATCH_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<SafecareAccepted> {
    const idempotencyKey = idempotencyKeyFrom(key);
    const read = await readRequest(body, this.settings.safecareMostRecipients);
    const reply = await submitRequest(
      this,
      caller,
      {
        ...((await isPhoneOf(this, caller, read.head.agent_id, environment)) ? read : withoutPhone(read)),
        operation: 'batch',
        environment,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
        rules: rulesOf(this.settings),
      },
      clientIp,
    );
    markReplay(response, reply.replayed);
    tellRateLimit(response, reply.quotas);
    const rejects = reply.items.filter(({ id }) => id === undefined);
    return {
      request_id: reply.request_id,
      total: reply.total,
      accepted: reply.accepted,
      canceled: reply.canceled ?? 0,
      rejected: reply.rejected,
      ...(rejects.length > 0 && { rejects: rejects.map((it) => rejectOf(it, read.numbers[it.position])) }),
    };
  }

  @Get(':id')
  @Allow('messages:read')
  @Operation({
    id: 'safecareGetRequest',
    summary: 'Read a request with its messages',
    description: 'A key reads its own, a sender theirs, others those of the tenant.',
    answer: SafecareRequest,
    answers: 'The request.',
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', REQUEST_ID) id: RequestId,
  ): Promise<SafecareRequest> {
    const { request, messages } = await readRequestWithMessages(this, asHere(caller), id, clientIp);
    const { total, counts } = request;
    return {
      request_id: id,
      status: groupStatusOf(counts),
      total,
      counts: countsOf(counts),
      messages: messages.map(messageAnswer),
    };
  }
}

const NO_PHONE: Refusal = {
  code: 'invalid_field',
  detail: 'agent_id is not a phone of yours in this environment that may still be used.',
  field: 'agent_id',
};

/** Every message is refused for its phone, and so is the call, unless it repeats one that was accepted. */
const withoutPhone = (read: ReadRequest): ReadRequest => ({
  ...read,
  items: read.items.map(() => NOT_A_MESSAGE),
  refused: new Map(read.items.map((_, position) => [position, NO_PHONE])),
  templated: new Map(),
});
