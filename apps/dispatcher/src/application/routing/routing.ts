import type { Times } from '#libs/kernel';
import type { Log } from '../ports.ts';
import type { Vendors } from '../deliver/ports.ts';
import type { HealthStore, RouteMetrics, RoutingSource, WaitingMessages } from './ports.ts';
import type { RouteStates } from '../routes/ports.ts';
import { Breakers } from './breakers.ts';
import { HealthKeeper } from './health-keeper.ts';
import { HealthRecord } from './health-record.ts';
import { ReturningRoutes } from './returning-routes.ts';
import { RouteTable } from './route-table.ts';
import { RouteWatch } from './route-watch.ts';
import { Router } from './router.ts';
import { Throttles } from './throttles.ts';

export interface RoutingPorts {
  readonly source: RoutingSource;
  readonly states: RouteStates;
  readonly waiting: WaitingMessages;
  readonly healthStore: HealthStore;
  readonly vendors: Pick<Vendors, 'check'>;
  readonly metrics: RouteMetrics;
  readonly log: Log;
  readonly times: Times;
  readonly timeScale: number;
  /** The name of this process. */
  readonly me: string;
}

/** The parts that decide about routes in this process, and learn from outcomes. */
export class Routing {
  readonly table: RouteTable;
  readonly router: Router;
  readonly breakers: Breakers;
  readonly returning: ReturningRoutes;
  readonly health = new HealthRecord();
  readonly watch: RouteWatch;
  readonly healthKeeper: HealthKeeper;

  constructor({ source, states, waiting, healthStore, vendors, metrics, log, times, timeScale, me }: RoutingPorts) {
    this.table = new RouteTable(source);
    const opening = new Set<string>();
    const moved: RouteMetrics['moved'] = (...of) => metrics.moved(...of);
    const throttles = new Throttles({ table: this.table, states, moved, log, timeScale });
    this.router = new Router(this.table, me, timeScale, throttles, opening);
    const check: Vendors['check'] = (route) => vendors.check(route);
    this.breakers = new Breakers({
      table: this.table,
      states,
      waiting,
      check,
      log,
      timeScale,
      me,
      opening,
      moved,
    });
    this.returning = new ReturningRoutes(this.table, waiting, log);
    this.watch = new RouteWatch(this.router, this.breakers, this.health, metrics, times);
    const { table, router, health: record } = this;
    this.healthKeeper = new HealthKeeper({ table, router, record, store: healthStore, states, timeScale, me });
  }
}
