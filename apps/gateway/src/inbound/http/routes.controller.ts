import { Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import type { RouteHistoryEntry, RouteView } from '#libs/contracts';
import { changeRoute } from '../../application/change-route.ts';
import { forceRoute } from '../../application/force-route.ts';
import { listRoutes } from '../../application/list-routes.ts';
import { AuditLog, Dispatcher, type Principal } from '../../application/ports.ts';
import { readRouteHistory } from '../../application/read-route-history.ts';
import { readRoute } from '../../application/read-route.ts';
import { Allow, Caller, From } from './access.ts';
import { Cursors } from './cursors.ts';
import { JsonBody, SMALL_SHAPE } from './json-body.ts';
import type { JsonObject } from './json-object.ts';
import { pageFrom, pageOf, type Page } from './pages.ts';
import { routeIdFrom } from './path-ids.ts';
import type { Query as Parameters } from './query.ts';
import { forceFrom, routeChangeFrom } from './route-bodies.ts';

@Controller('api/v1/routes')
export class RoutesController {
  constructor(
    readonly dispatcher: Dispatcher,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('routing:read')
  async list(@Caller() caller: Principal, @Query() query: Parameters): Promise<Page<RouteView>> {
    const list = { tenant: caller.tenant, list: 'routes' };
    return pageOf(await listRoutes(this, caller), placeOf, query, this.cursors, list);
  }

  @Get(':id')
  @Allow('routing:read')
  read(@Caller() caller: Principal, @From() from: string, @Param('id') id: string): Promise<RouteView> {
    return readRoute(this, caller, routeIdFrom(id), from);
  }

  @Patch(':id')
  @Allow('routing:write')
  change(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RouteView> {
    const id = routeIdFrom(given);
    return changeRoute(this, caller, { id, change: routeChangeFrom(body) }, from);
  }

  @Post(':id/force')
  @HttpCode(200)
  @Allow('routing:write')
  force(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<RouteView> {
    const id = routeIdFrom(given);
    return forceRoute(this, caller, { id, ...forceFrom(body) }, from);
  }

  @Get(':id/history')
  @Allow('routing:read')
  async history(
    @Caller() caller: Principal,
    @From() from: string,
    @Param('id') given: string,
    @Query() query: Parameters,
  ): Promise<Page<RouteHistoryEntry>> {
    const id = routeIdFrom(given);
    const { limit, cursor } = pageFrom(query);
    const list = `history|${id}`;
    const before = cursor === undefined ? {} : { before: Number(this.cursors.open(caller.tenant, list, cursor)) };

    const data = await readRouteHistory(this, caller, { id, limit, ...before }, from);
    const last = data.at(-1);
    const isMore = last !== undefined && data.length === limit && last.version > 1;
    return { data, next_cursor: isMore ? this.cursors.seal(caller.tenant, list, String(last.version)) : null };
  }
}

/** Routes come in the order in which they are tried. */
const placeOf = ({ order, id }: RouteView): string => `${String(order).padStart(16, '0')}.${id}`;
