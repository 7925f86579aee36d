import { Controller, Get, Post, Put, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { EnrolmentCode } from '#libs/contracts';
import { createEnrolmentCode } from '../../../../application/agents/create-enrolment-code.ts';
import { readRegistrationSecret, saveRegistrationSecret } from '../../../../application/agents/registration-secret.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Agents, Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { fieldsFrom } from '../../request/check-fields.ts';
import { JsonBody, OptionalJsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { PublicAddress } from '../../server/public-address.ts';
import { EnrolmentCodeBody, RegistrationSecretBody } from './agent-bodies.ts';
import { RegistrationSecretAnswer } from './answers.ts';

/** How phones get their first token: codes and secrets are for owners and admins. */
@Controller('api/v1/agents')
export class EnrolmentController {
  constructor(
    readonly agents: Agents,
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly address: PublicAddress,
  ) {}

  @Post('enrolment-codes')
  @Allow('accounts:write')
  @Operation({
    id: 'createEnrolmentCode',
    summary: 'A code with which one phone registers, also as a QR code',
    description: 'It is valid for ten minutes, and once.',
    body: EnrolmentCodeBody,
    examples: { front_desk: exampleOf(EnrolmentCodeBody, 'label') },
    answer: EnrolmentCode,
    answers: 'The code, which is shown only now.',
  })
  createCode(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Req() request: FastifyRequest,
    @OptionalJsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<EnrolmentCode> {
    const wanted = fieldsFrom(EnrolmentCodeBody, body);
    return createEnrolmentCode(this, caller, wanted, { baseUrl: this.address.for(request), clientIp });
  }

  @Get('registration-secret')
  @Allow('accounts:write')
  @Operation({
    id: 'getRegistrationSecret',
    summary: 'Read the secret with which phones register',
    answer: RegistrationSecretAnswer,
    answers: 'The secret.',
  })
  readSecret(@Caller() caller: Principal, @ClientIp() clientIp: string): Promise<RegistrationSecretAnswer> {
    return readRegistrationSecret(this, caller, clientIp);
  }

  @Put('registration-secret')
  @Allow('accounts:write')
  @Operation({
    id: 'saveRegistrationSecret',
    summary: 'Set the secret with which phones register',
    description: 'Phones that are registered keep their tokens.',
    body: RegistrationSecretBody,
    examples: { secret: exampleOf(RegistrationSecretBody, 'registration_secret') },
    answer: RegistrationSecretAnswer,
    answers: 'The secret.',
  })
  saveSecret(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RegistrationSecretAnswer> {
    const { registration_secret: secret } = fieldsFrom(RegistrationSecretBody, body);
    return saveRegistrationSecret(this, caller, secret, clientIp);
  }
}
