import type { Environment, Explanation } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { effective, isRampYoung, rampStage } from '../../domain/routing/breaker.ts';
import { rulesOf } from '../../domain/acceptance/categories.ts';
import { mayCarry, NO_PREFERENCE, routesToTry, type Preference } from '../../domain/routing/choose-route.ts';
import { hasRouteLeft } from '../../domain/ledger/refusals.ts';
import type { Routable, Route, RoutingFacts } from '../../domain/routing/route.ts';
import { planRoutes, routeIn } from '../../domain/routing/plan-routes.ts';
import { RetryBudgets } from './retry-budgets.ts';
import type { RouteTable } from './route-table.ts';
import { RouteWindow } from './route-window.ts';
import type { Throttles } from './throttles.ts';

export interface Scope {
  readonly tenant: TenantId;
  readonly environment: Environment;
}

/** Which routes may still carry a message, by its attempts. */
type Limits = Pick<Preference, 'refusals' | 'only'>;

/**
 * Which route a message takes now, and the slots of each: from the policy, the shared state, and this process's
 * windows.
 */
export class Router {
  readonly budgets = new RetryBudgets();
  private readonly windows = new Map<string, RouteWindow>();
  private readonly withoutAdapter = { has: (route: string) => this.windows.get(route)?.paused ?? false };
  private readonly paused = { has: (route: string) => this.throttles.pausedUntil(route) !== undefined };
  private stopped = false;

  constructor(
    readonly table: RouteTable,
    /** The name of this process: at the beginning of a ramp only the named one may send. */
    private readonly me: string,
    private readonly timeScale: number,
    readonly throttles: Throttles,
    /** Routes whose opening this process is writing. */
    private readonly opening: ReadonlySet<string> = new Set(),
  ) {}

  factsOf({ tenant, environment }: Scope): Promise<RoutingFacts> {
    return this.table.factsOf(tenant, environment);
  }

  explain(facts: RoutingFacts, item: Routable, preference: Limits = NO_PREFERENCE): Explanation {
    const plan = planRoutes(facts, item, {
      now: clock.now(),
      withoutAdapter: this.withoutAdapter,
      opening: this.opening,
      paused: this.paused,
      mayCarry: (route) => mayCarry(preference, route),
    });
    return rulesOf(item.category).lane === 'urgent' ? { ...plan, routes: this.provenFirst(plan.routes) } : plan;
  }

  /** If there is another route, the first message of a recovering route is never a code. */
  private provenFirst(routes: string[]): string[] {
    const now = clock.now();
    const isYoung = (id: string): boolean => {
      const state = this.table.latest(id)?.state;
      return state !== undefined && effective(state, now) === 'ramp' && isRampYoung(state, now, this.timeScale);
    };
    return routes.length < 2 ? routes : routes.toSorted((a, b) => Number(isYoung(a)) - Number(isYoung(b)));
  }

  /** The routes to try now, the best first. */
  routesFor(facts: RoutingFacts, item: Routable, preference: Preference): Route[] {
    const ids = routesToTry(this.explain(facts, item, preference), preference);
    return ids.flatMap((id) => routeIn(facts, id) ?? []);
  }

  /** Every route that may carry it has answered that it cannot reach the recipient. */
  isUnreachable(facts: RoutingFacts, item: Routable, { refusals, only }: Limits): boolean {
    return refusals.length > 0 && !hasRouteLeft(this.explain(facts, item), refusals, only);
  }

  /** A recovering route gives few slots: messages without one take another route instead of waiting. */
  isRamping(route: Route): boolean {
    return effective(this.present(route).state, clock.now()) === 'ramp';
  }

  windowOf(route: Route): RouteWindow {
    const window = this.windows.get(route.id) ?? new RouteWindow(undefined, undefined, this.throttles.gateOf(route.id));
    this.windows.set(route.id, window);
    if (this.stopped) window.close();
    window.capAt(this.capOf(this.present(route), window));
    return window;
  }

  windowSizes(): { route: string; slots: number; size: number }[] {
    return [...this.windows].map(([route, { inUse, size }]) => ({ route, slots: inUse, size }));
  }

  /** No slot is given any more. */
  stop(): void {
    this.stopped = true;
    for (const window of this.windows.values()) window.close();
  }

  private present(route: Route): Route {
    return this.table.latest(route.id) ?? route;
  }

  private capOf({ state }: Route, window: RouteWindow): number {
    const now = clock.now();
    if (effective(state, now) !== 'ramp') return Infinity;
    const stage = rampStage(state, now, this.timeScale);
    if (stage === 'one') return state.prober?.holder === this.me ? 1 : 0;
    return stage === 'tenth' ? Math.max(1, Math.floor(window.learnedSize / 10)) : Infinity;
  }
}
