import { Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { PolicyView } from '#libs/contracts';
import { deletePolicy } from '../../application/delete-policy.ts';
import { AuditLog, Dispatcher, type Principal } from '../../application/ports.ts';
import { readPolicies, readPolicy } from '../../application/read-policy.ts';
import { savePolicy } from '../../application/save-policy.ts';
import { Allow, Caller, From } from './access.ts';
import { tagged, wantedBy } from './if-match.ts';
import { JsonBody, POLICY_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import type { Page } from './pages.ts';
import { environmentFrom } from './path-ids.ts';
import { rulesFrom } from './policy-body.ts';
import { readQuery, type Query as Parameters } from './query.ts';

@Controller('api/v1/routing-policies')
export class PoliciesController {
  constructor(
    readonly dispatcher: Dispatcher,
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
    const isWanted = wantedBy(ifMatch, SEND_IF_MATCH);
    const policy = { environment, isWanted, rules: rulesFrom(body) };
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
    return deletePolicy(this, caller, { environment, isWanted: wantedBy(ifMatch) }, from);
  }
}

const SEND_IF_MATCH =
  'Send If-Match with the ETag that GET /api/v1/routing-policies/:environment answered, such as "3".';
