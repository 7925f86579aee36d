import { Controller, Get, Headers, Patch, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { changeTenant } from '../../../../application/tenants/change-tenant.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import { readTenant } from '../../../../application/tenants/read-tenant.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { tagged, wantedBy } from '../../request/if-match.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { ETAG, Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { TenantAnswer } from './answers.ts';
import { ChangeTenantBody, tenantChangeFrom } from './tenant-body.ts';

/** The caller's own tenant. */
@Controller('api/v1/tenant')
export class TenantController {
  constructor(
    readonly tenants: Tenants,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('routing:read')
  @Operation({
    id: 'getTenant',
    summary: 'Read your tenant',
    answer: TenantAnswer,
    answers: 'The tenant of the credential.',
    answerHeaders: ETAG,
  })
  async read(@Caller() caller: Principal, @Res({ passthrough: true }) response: FastifyReply): Promise<TenantAnswer> {
    return tagged(response, await readTenant(this, caller));
  }

  @Patch()
  @Allow('tenant:write')
  @Operation({
    id: 'changeTenant',
    summary: 'Change your tenant',
    description:
      'Given fields are changed, for both environments. After the answer every call is checked by the new values. Messages accepted before are sent all the same.',
    body: { ...schemaOf(ChangeTenantBody), minProperties: 1 },
    examples: { countries: exampleOf(ChangeTenantBody, 'destinations', 'default_region') },
    answer: TenantAnswer,
    answers: 'The tenant after the change.',
    answerHeaders: ETAG,
    errors: ['precondition_required', 'insufficient_scope', 'not_oneself'],
  })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Headers('if-match') ifMatch: string | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<TenantAnswer> {
    const isWanted = wantedBy(ifMatch, SEND_IF_MATCH);
    const wanted = { id: caller.tenant, change: tenantChangeFrom(body), isWanted };
    return tagged(response, await changeTenant(this, caller, wanted, clientIp));
  }
}

const SEND_IF_MATCH = 'Send If-Match with the ETag that GET /api/v1/tenant answered, such as "3".';
