import { Controller, Delete, Get, Headers, HttpCode, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Environment } from '#libs/contracts';
import { deletePolicy } from '../../../../application/policies/delete-policy.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { readPolicies, readPolicy } from '../../../../application/policies/read-policy.ts';
import { savePolicy } from '../../../../application/policies/save-policy.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { tagged, wantedBy } from '../../request/if-match.ts';
import { JsonBody, POLICY_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { ETAG, Operation } from '../../openapi/operation.ts';
import { exampleOf } from '../../openapi/schema-of.ts';
import { ENVIRONMENT } from '../../request/path-ids.ts';
import { PolicyBody, RuleBody, rulesFrom } from './policy-body.ts';
import { PolicyAnswer, PolicyList } from './answers.ts';

@Controller('api/v1/routing-policies')
export class PoliciesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('routing:read')
  @Operation({
    id: 'listPolicies',
    summary: 'The routing policies of the environments you see',
    answer: PolicyList,
    answers: 'All of them.',
  })
  async list(@Caller() caller: Principal): Promise<PolicyList> {
    return { data: await readPolicies(this, caller), next_cursor: null };
  }

  @Get(':environment')
  @Allow('routing:read')
  @Operation({
    id: 'getPolicy',
    summary: 'Read a routing policy',
    answer: PolicyAnswer,
    answers: 'The policy; version 0 if there is none.',
    answerHeaders: ETAG,
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('environment', ENVIRONMENT) environment: Environment,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<PolicyAnswer> {
    return tagged(response, await readPolicy(this, caller, environment, clientIp));
  }

  @Put(':environment')
  @Allow('routing:write')
  @Operation({
    id: 'savePolicy',
    summary: 'Replace a routing policy',
    description:
      'The first rule that matches decides. A rule has routes, tried in their order, or weighted; a route is a vendor ' +
      'account, a phone or a pool of phones.',
    body: PolicyBody,
    examples: {
      codes: { rules: [exampleOf(RuleBody, 'name', 'countries', 'categories', 'routes')] },
      shares: { rules: [exampleOf(RuleBody, 'prefixes', 'min_priority', 'weighted')] },
    },
    answer: PolicyAnswer,
    answers: 'The policy after the change.',
    answerHeaders: ETAG,
    errors: ['invalid_policy', 'precondition_required'],
  })
  async save(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('environment', ENVIRONMENT) environment: Environment,
    @Headers('if-match') ifMatch: string | undefined,
    @JsonBody(POLICY_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<PolicyAnswer> {
    const isWanted = wantedBy(ifMatch, SEND_IF_MATCH);
    const policy = { environment, isWanted, rules: rulesFrom(body) };
    return tagged(response, await savePolicy(this, caller, policy, clientIp));
  }

  @Delete(':environment')
  @HttpCode(204)
  @Allow('routing:write')
  @Operation({
    id: 'deletePolicy',
    summary: 'Remove a routing policy',
    answers: 'There is no policy any more.',
  })
  delete(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('environment', ENVIRONMENT) environment: Environment,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return deletePolicy(this, caller, { environment, isWanted: wantedBy(ifMatch) }, clientIp);
  }
}

const SEND_IF_MATCH =
  'Send If-Match with the ETag that GET /api/v1/routing-policies/:environment answered, such as "3".';
