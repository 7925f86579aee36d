import { Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PolicyView } from '#libs/contracts';
import { deletePolicy } from '../../application/delete-policy.ts';
import { AuditLog, Routing, type Principal } from '../../application/ports.ts';
import { readPolicies, readPolicy } from '../../application/read-policy.ts';
import { savePolicy } from '../../application/save-policy.ts';
import { Allow, Caller, From } from './access.ts';
import { JsonBody, POLICY_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import type { Page } from './pages.ts';
import { environmentFrom } from './path-ids.ts';
import { etagOf, rulesFrom, versionFrom } from './policy-body.ts';
import { readQuery, type Query as Parameters } from './query.ts';

@Controller('api/v1/routing-policies')
export class PoliciesController {
  constructor(
    readonly routing: Routing,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('routing:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<PolicyView>> {
    readQuery(query, {});
    return { data: await readPolicies(this, caller), next_cursor: null };
  }

  @Get(':environment')
  @Allow('routing:read')
  async read(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('environment') environment: string,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<PolicyView> {
    return tagged(response, await readPolicy(this, caller, environmentFrom(environment), from));
  }

  @Put(':environment')
  @Allow('routing:write')
  async save(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('environment') given: string,
    @Headers('if-match') ifMatch: string | undefined,
    @JsonBody(POLICY_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<PolicyView> {
    const environment = environmentFrom(given);
    const policy = { environment, version: versionFrom(ifMatch), rules: rulesFrom(body) };
    return tagged(response, await savePolicy(this, caller, policy, from));
  }

  @Delete(':environment')
  @HttpCode(204)
  @Allow('routing:write')
  delete(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('environment') given: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    const environment = environmentFrom(given);
    const version = ifMatch === undefined ? {} : { version: versionFrom(ifMatch) };
    return deletePolicy(this, caller, { environment, ...version }, from);
  }
}

function tagged(response: FastifyReply, policy: PolicyView): PolicyView {
  void response.header('ETag', etagOf(policy.version));
  return policy;
}
