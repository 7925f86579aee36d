import { Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { TenantId } from '#libs/kernel';
import { AuditLog } from '../../../../application/audit/ports.ts';
import type { Principal } from '../../../../application/ports.ts';
import { changeTenant } from '../../../../application/tenants/change-tenant.ts';
import { createTenant } from '../../../../application/tenants/create-tenant.ts';
import { listTenants } from '../../../../application/tenants/list-tenants.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { readTenantById } from '../../../../application/tenants/read-tenant.ts';
import { LeakedPasswords, Passwords, Users } from '../../../../application/users/ports.ts';
import { ETAG, Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { Cursors } from '../../request/cursors.ts';
import { tagged, wantedBy } from '../../request/if-match.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { TENANT_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { OwnerBody } from '../users/user-bodies.ts';
import { CreatedTenantAnswer, TenantAnswer, TenantList } from './answers.ts';
import { ChangeTenantBody, CreateTenantBody, tenantChangeFrom, tenantWantedFrom } from './tenant-body.ts';

/** The tenants of the installation; nothing here shows a message. */
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(
    readonly tenants: Tenants,
    readonly users: Users,
    readonly passwords: Passwords,
    readonly leaked: LeakedPasswords,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('tenants:write')
  @Operation({
    id: 'listTenants',
    summary: 'The tenants',
    answer: TenantList,
    answers: 'A page in the order of their numbers.',
  })
  async list(@Caller() { tenant }: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<TenantList> {
    const after = page.cursor === undefined ? 0 : Number(this.cursors.open(tenant, LIST, page.cursor));
    const found = await listTenants(this, { after, limit: page.limit + 1 });
    const data = found.slice(0, page.limit);
    const isMore = found.length > data.length;
    return { data, next_cursor: isMore ? this.cursors.seal(tenant, LIST, String(data.at(-1)!.number)) : null };
  }

  @Post()
  @Allow('tenants:write')
  @Operation({
    id: 'createTenant',
    summary: 'Create a tenant and its owner',
    description: 'At first it may send to its own country only, and has no vendor accounts.',
    body: CreateTenantBody,
    examples: {
      shop: {
        ...exampleOf(CreateTenantBody, 'name', 'default_region', 'zone'),
        owner: { ...exampleOf(OwnerBody, 'password'), username: 'owner@shop.example' },
      },
    },
    answer: CreatedTenantAnswer,
    answers: 'The tenant.',
    answerHeaders: ETAG,
    errors: ['weak_password', 'name_taken', 'too_many_attempts'],
  })
  async create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<CreatedTenantAnswer> {
    return tagged(response, await createTenant(this, caller, tenantWantedFrom(body), clientIp));
  }

  @Get(':id')
  @Allow('routing:read')
  @Operation({
    id: 'getTenantById',
    summary: 'Read a tenant',
    description: 'Installation administrators read every tenant, others only their own.',
    answer: TenantAnswer,
    answers: 'The tenant.',
    answerHeaders: ETAG,
  })
  async read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TENANT_ID) id: TenantId,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<TenantAnswer> {
    return tagged(response, await readTenantById(this, caller, id, clientIp));
  }

  @Patch(':id')
  @Allow('tenant:write')
  @Operation({
    id: 'changeTenantById',
    summary: 'Change or disable a tenant',
    description:
      'Given fields are changed, for both environments. Installation administrators change every tenant, others only their own. Every gateway refuses the credentials of a disabled tenant within 5 seconds; what was accepted is sent all the same.',
    body: { ...schemaOf(ChangeTenantBody), minProperties: 1 },
    examples: { disable: exampleOf(ChangeTenantBody, 'active') },
    answer: TenantAnswer,
    answers: 'The tenant after the change.',
    answerHeaders: ETAG,
    errors: ['precondition_required', 'insufficient_scope', 'not_oneself'],
  })
  async change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', TENANT_ID) id: TenantId,
    @Headers('if-match') ifMatch: string | undefined,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<TenantAnswer> {
    const isWanted = wantedBy(ifMatch, SEND_IF_MATCH);
    return tagged(
      response,
      await changeTenant(this, caller, { id, change: tenantChangeFrom(body), isWanted }, clientIp),
    );
  }
}

const LIST = 'tenants';
const SEND_IF_MATCH = 'Send If-Match with the ETag that GET /api/v1/tenants/{id} answered, such as "3".';
