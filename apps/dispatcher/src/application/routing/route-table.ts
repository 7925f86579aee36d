import type { Environment } from '#libs/contracts';
import { monotonicMs, type TenantId } from '#libs/kernel';
import type { Route, RoutingFacts } from '../../domain/route.ts';
import type { RoutingSource } from '../ports-of-routing.ts';

const FRESH_MS = 5_000;
const RETRY_MISS_MS = 500;

/**
 * Routes, policies and senders as this process knows them: read again when somebody says that they changed, and every few
 * seconds, since a word may be lost; sooner where a tenant seems to have no route.
 */
export class RouteTable {
  private byScope = new Map<string, RoutingFacts>();
  private routesById = new Map<string, Route>();
  private readAt = -Infinity;
  private reading: Promise<void> | undefined;
  /** A read that was asked for while one was under way, which may not show what changed. */
  private next: Promise<void> | undefined;

  constructor(private readonly source: RoutingSource) {}

  /** Waits only where what is known is old. */
  async factsOf(tenant: TenantId, environment: Environment): Promise<RoutingFacts> {
    if (monotonicMs() - this.readAt > FRESH_MS) await this.refresh();
    const facts = this.known(tenant, environment);
    if (facts.routes.length > 0 || monotonicMs() - this.readAt < RETRY_MISS_MS) return facts;
    await this.refresh();
    return this.known(tenant, environment);
  }

  async byId(id: string): Promise<Route | undefined> {
    if (!this.routesById.has(id)) await this.refresh();
    return this.routesById.get(id);
  }

  all(): readonly Route[] {
    return [...this.routesById.values()];
  }

  /** The routes of each weighted list. */
  weightedRoutes(): Route[][] {
    return [...this.byScope.values()].flatMap(({ policy, routes }) =>
      policy.rules.flatMap(({ weighted }) => {
        const named = new Set(weighted?.map(({ route }) => route));
        return named.size > 0 ? [routes.filter(({ id }) => named.has(id))] : [];
      }),
    );
  }

  /** As last read. */
  latest(id: string): Route | undefined {
    return this.routesById.get(id);
  }

  refresh(): Promise<void> {
    if (!this.reading) return (this.reading = this.read().finally(() => (this.reading = undefined)));
    this.next ??= this.reading
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.refresh();
      });
    return this.next;
  }

  private known(tenant: TenantId, environment: Environment): RoutingFacts {
    return this.byScope.get(`${tenant} ${environment}`) ?? NO_ROUTES;
  }

  private async read(): Promise<void> {
    const [routes, policies, senders] = await Promise.all([
      this.source.routes(),
      this.source.policies(),
      this.source.senders(),
    ]);
    this.routesById = new Map(routes.map((route) => [route.id, route]));
    const sendersOf = Map.groupBy(senders, ({ tenant }) => tenant);
    const policyOf = new Map(policies.map((policy) => [scopeOf(policy), policy]));
    const scopes = Map.groupBy(routes, scopeOf);
    this.byScope = new Map(
      [...scopes].map(([scope, inScope]) => [
        scope,
        {
          routes: inScope,
          policy: policyOf.get(scope) ?? NO_ROUTES.policy,
          senders: new Map(
            (sendersOf.get(inScope[0]!.tenant) ?? []).map((sender) => [sender.value, new Set(sender.routes)]),
          ),
        },
      ]),
    );
    this.readAt = monotonicMs();
  }
}

const NO_ROUTES: RoutingFacts = { routes: [], policy: { version: 0, rules: [] }, senders: new Map() };

const scopeOf = ({ tenant, environment }: { tenant: TenantId; environment: Environment }): string =>
  `${tenant} ${environment}`;
