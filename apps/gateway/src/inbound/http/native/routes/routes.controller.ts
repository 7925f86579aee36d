import { Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { RouteView } from '#libs/contracts';
import { changeRoute } from '../../../../application/routes/change-route.ts';
import { forceRoute } from '../../../../application/routes/force-route.ts';
import { listRoutes } from '../../../../application/routes/list-routes.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Dispatcher, type Principal } from '../../../../application/ports.ts';
import { readRouteHistory } from '../../../../application/routes/read-route-history.ts';
import { readRoute } from '../../../../application/routes/read-route.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { PAGE, pageOf, pageOfChanges, type PageWanted } from '../../request/pages.ts';
import { ROUTE_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { ChangeRouteBody, ForceRouteBody, forceFrom, routeChangeFrom } from './route-bodies.ts';
import { RouteHistory, RouteList } from './answers.ts';

@Controller('api/v1/routes')
export class RoutesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('routing:read')
  @Operation({
    id: 'listRoutes',
    summary: 'The routes, in the order in which they are tried without a policy',
    answer: RouteList,
    answers: 'A page of routes.',
  })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) page: PageWanted): Promise<RouteList> {
    const list = { tenant: caller.tenant, list: 'routes' };
    return pageOf(await listRoutes(this, caller), placeOf, page, this.cursors, list);
  }

  @Get(':id')
  @Allow('routing:read')
  @Operation({
    id: 'getRoute',
    summary: 'Read a route and the state of its breaker',
    answer: RouteView,
    answers: 'The route.',
  })
  read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ROUTE_ID) id: string,
  ): Promise<RouteView> {
    return readRoute(this, caller, id, clientIp);
  }

  @Patch(':id')
  @Allow('routing:write')
  @Operation({
    id: 'changeRoute',
    summary: 'Change what a route carries',
    description: 'Given fields are changed; null removes a value.',
    body: { ...schemaOf(ChangeRouteBody), minProperties: 1 },
    examples: { prices: exampleOf(ChangeRouteBody, 'name', 'enabled', 'order', 'price_micros', 'currency') },
    answer: RouteView,
    answers: 'The route after the change.',
  })
  change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ROUTE_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RouteView> {
    return changeRoute(this, caller, { id, change: routeChangeFrom(body) }, clientIp);
  }

  @Post(':id/force')
  @HttpCode(200)
  @Allow('routing:write')
  @Operation({
    id: 'forceRoute',
    summary: "Open or close a route's breaker by hand",
    body: ForceRouteBody,
    examples: { works: exampleOf(ForceRouteBody, 'force', 'for_s', 'reason') },
    answer: RouteView,
    answers: 'The route after the change.',
  })
  force(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ROUTE_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RouteView> {
    return forceRoute(this, caller, { id, ...forceFrom(body) }, clientIp);
  }

  @Get(':id/history')
  @Allow('routing:read')
  @Operation({
    id: 'getRouteHistory',
    summary: 'The changes of a route, newest first',
    answer: RouteHistory,
    answers: 'A page of changes.',
  })
  history(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', ROUTE_ID) id: string,
    @Query(new QueryOf(PAGE)) page: PageWanted,
  ): Promise<RouteHistory> {
    const list = { tenant: caller.tenant, list: `history|${id}` };
    const changes = (of: { limit: number; before?: number }) => readRouteHistory(this, caller, { id, ...of }, clientIp);
    return pageOfChanges(changes, page, this.cursors, list);
  }
}

/** Routes are listed in the order in which they are tried. */
const placeOf = ({ order, id }: RouteView): string => `${String(order).padStart(16, '0')}.${id}`;
