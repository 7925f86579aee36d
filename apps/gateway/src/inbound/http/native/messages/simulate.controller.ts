import { Controller, HttpCode, Post } from '@nestjs/common';
import type { Environment } from '#libs/contracts';
import { Dispatcher, QuotaLimits, type Principal } from '../../../../application/ports.ts';
import { Pictures, Renders } from '../../../../application/messages/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { simulate } from '../../../../application/messages/simulate.ts';
import { Allow, Caller } from '../../server/access.ts';
import { Simulation } from './answers.ts';
import { EnvironmentToSend } from '../../server/environments.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { MessageBody } from './message-body.ts';
import { Operation, REFUSED_BY_GATES } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { readSingle } from './read-messages.ts';

@Controller('api/v1/simulate')
export class SimulateController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly quotaLimits: QuotaLimits,
    readonly pictures: Pictures,
    readonly renders: Renders,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('routing:read')
  @Operation({
    id: 'simulate',
    summary: 'The result that a send would have, without sending',
    description:
      'The body is that of a send. Reasons for which a send would be refused, or recorded without being sent, are in blocks, and the answer is 200. It uses no quota. DUPLICATE_RECENT is told only to those who may read the text that is repeated.',
    body: MessageBody,
    examples: { plain: exampleOf(MessageBody, 'to', 'text', 'category') },
    answer: Simulation,
    answers: 'Routes, segments, prices, and reasons for a refusal.',
    errors: REFUSED_BY_GATES,
  })
  simulate(
    @Caller() caller: Principal,
    @EnvironmentToSend() environment: Environment | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<Simulation> {
    return simulate(this, caller, environment, readSingle(body));
  }
}
