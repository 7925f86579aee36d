import { Controller, Get, Headers, Patch, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { changeTenant } from '../../application/change-tenant.ts';
import { AuditLog, Tenants, type Principal } from '../../application/ports.ts';
import { readTenant, type TenantView } from '../../application/read-tenant.ts';
import { Allow, Caller, From } from './access.ts';
import { tagged, wantedBy } from './if-match.ts';
import { JsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { tenantChangeFrom } from './tenant-body.ts';

/** The caller's own. */
@Controller('api/v1/tenant')
export class TenantController {
  constructor(
    readonly tenants: Tenants,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('routing:read')
  async read(@Caller() caller: Principal, @Res({ passthrough: true }) response: FastifyReply): Promise<TenantView> {
    return tagged(response, await readTenant(this, caller));
  }

  @Patch()
  @Allow('tenant:write')
  async change(
    @Caller() caller: Principal,
    @From() from: string,
    @Headers('if-match') ifMatch: string | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<TenantView> {
    const isWanted = wantedBy(ifMatch, SEND_IF_MATCH);
    return tagged(response, await changeTenant(this, caller, { change: tenantChangeFrom(body), isWanted }, from));
  }
}

const SEND_IF_MATCH = 'Send If-Match with the ETag that GET /api/v1/tenant answered, such as "3".';
