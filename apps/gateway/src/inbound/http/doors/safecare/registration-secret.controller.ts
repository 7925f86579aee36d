import { Controller, Get, Put } from '@nestjs/common';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { readRegistrationSecret, saveRegistrationSecret } from '../../../../application/agents/registration-secret.ts';
import { Agents, type Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { SafecareSecret } from './answers.ts';
import { bodyOf, RegistrationSecretBody } from './bodies.ts';

@Controller('admin/agent/registration-secret')
export class SafecareSecretController {
  constructor(
    readonly agents: Agents,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('accounts:write')
  @Operation({
    id: 'safecareGetRegistrationSecret',
    summary: 'The secret with which phones register',
    answer: SafecareSecret,
    answers: 'The secret; each call is audited.',
  })
  read(@Caller() caller: Principal, @ClientIp() clientIp: string): Promise<SafecareSecret> {
    return readRegistrationSecret(this, caller, clientIp);
  }

  @Put()
  @Allow('accounts:write')
  @Operation({
    id: 'safecareSaveRegistrationSecret',
    summary: 'Set that secret',
    description: 'An empty one disables it; it replaces AGENT_REGISTRATION_SECRET.',
    body: RegistrationSecretBody,
    examples: { new: exampleOf(RegistrationSecretBody, 'registration_secret') },
    answer: SafecareSecret,
    answers: 'The secret now.',
  })
  save(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<SafecareSecret> {
    const { registration_secret } = bodyOf(RegistrationSecretBody, body);
    return saveRegistrationSecret(this, caller, registration_secret, clientIp);
  }
}
