import { Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { PoolView } from '#libs/contracts';
import { changePool, createPool, deletePool } from '../../../../application/agent-pools/change-pools.ts';
import { listPools, readPool } from '../../../../application/agent-pools/read-pools.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { Tenants } from '../../../../application/tenants/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, pageOf, type PageWanted } from '../../request/pages.ts';
import { POOL_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { PoolList } from './answers.ts';
import { ChangePoolBody, CreatePoolBody, newPoolFrom, poolChangeFrom } from './pool-bodies.ts';

/** Groups of phones: a pool is a route, and its message goes to the phone that asks first. */
@Controller('api/v1/agent-pools')
export class PoolsController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly tenants: Tenants,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('agents:read')
  @Operation({ id: 'listPools', summary: 'The pools of phones', answer: PoolList, answers: 'A page of pools.' })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<PoolList> {
    const list = { tenant: caller.tenant, list: 'agent-pools' };
    return pageOf(await listPools(this, caller), ({ id }) => id, page, this.cursors, list);
  }

  @Post()
  @Allow('agents:write')
  @Operation({
    id: 'createPool',
    summary: 'Make a pool of phones',
    body: CreatePoolBody,
    examples: { front_desk: exampleOf(CreatePoolBody, 'name', 'agents') },
    answer: PoolView,
    answers: 'The pool.',
    errors: ['name_taken', 'limit_reached'],
  })
  create(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<PoolView> {
    return createPool(this, caller, newPoolFrom(body), clientIp);
  }

  @Get(':id')
  @Allow('agents:read')
  @Operation({ id: 'getPool', summary: 'Read a pool', answer: PoolView, answers: 'The pool.' })
  read(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', POOL_ID) id: string): Promise<PoolView> {
    return readPool(this, caller, id, clientIp);
  }

  @Patch(':id')
  @Allow('agents:write')
  @Operation({
    id: 'changePool',
    summary: 'Change a pool',
    description: 'Given fields are changed. agents are all its phones; a phone may be in several pools.',
    body: { ...schemaOf(ChangePoolBody), minProperties: 1 },
    examples: { rename: exampleOf(ChangePoolBody, 'name', 'order') },
    answer: PoolView,
    answers: 'The pool after the change.',
    errors: ['name_taken', 'version_conflict'],
  })
  change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', POOL_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<PoolView> {
    return changePool(this, caller, { id, change: poolChangeFrom(body) }, clientIp);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('agents:write')
  @Operation({
    id: 'deletePool',
    summary: 'Delete a pool',
    description: 'Its phones stay. Messages that wait for it take other routes.',
    answers: 'It is deleted.',
  })
  delete(@Caller() caller: Principal, @ClientIp() clientIp: string, @Param('id', POOL_ID) id: string): Promise<void> {
    return deletePool(this, caller, id, clientIp);
  }
}
