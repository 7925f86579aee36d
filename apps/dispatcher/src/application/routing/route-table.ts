import type { Environment } from '#libs/contracts';
import { monotonicMs, sleep, type TenantId } from '#libs/kernel';
import type { Route, RoutingFacts } from '../../domain/routing/route.ts';
import type { RoutingSource } from './ports.ts';

/** Nothing is decided from what is older than this. */
const KNOWN_MS = 250;
/** Clocks of two machines do not run equally fast. */
const MARGIN_MS = 25;
/** A change may be stored whose process died before it was counted. */
const WHOLE_MS = 5_000;

/** Resolves once no replica decides any more from what was there before the change that was just counted. */
export const knownEverywhere = (): Promise<void> => sleep(KNOWN_MS + MARGIN_MS);

/**
 * Routes, policies and senders as this process knows them. Changes are counted in the database: a look at that number
 * every quarter of a second shows whether all is as it was. A word that comes over the bus only makes it sooner.
 */
export class RouteTable {
  private byScope = new Map<string, RoutingFacts>();
  private routesById = new Map<string, Route>();
  private revision = -1;
  /** When the last whole read began. */
  private readAt = -Infinity;
  /** All was so at this time, or later. */
  private knownAt = -Infinity;
  private looking: Promise<void> | undefined;
  private reading: Promise<void> | undefined;
  /** A read that was asked for while one was under way, which may not show what changed. */
  private next: Promise<void> | undefined;

  constructor(private readonly source: RoutingSource) {}

  /** Waits only where what is known is old, and looks ahead of that. */
  async factsOf(tenant: TenantId, environment: Environment): Promise<RoutingFacts> {
    const askedAt = monotonicMs();
    const isKnown = (): boolean => this.knownAt >= askedAt || monotonicMs() - this.knownAt <= KNOWN_MS;
    while (!isKnown()) await this.look();
    if (askedAt - this.knownAt > KNOWN_MS / 2) void this.look().catch(() => undefined);
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

  private look(): Promise<void> {
    return (this.looking ??= this.compare().finally(() => (this.looking = undefined)));
  }

  private async compare(): Promise<void> {
    const lookedAt = monotonicMs();
    if (lookedAt - this.readAt > WHOLE_MS) return this.refresh();
    const revision = await this.source.revision();
    if (revision === this.revision) this.knownAt = Math.max(this.knownAt, lookedAt);
    else await this.refresh();
  }

  private known(tenant: TenantId, environment: Environment): RoutingFacts {
    return this.byScope.get(`${tenant} ${environment}`) ?? NO_ROUTES;
  }

  private async read(): Promise<void> {
    const readAt = monotonicMs();
    const revision = await this.source.revision();
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
    this.revision = revision;
    this.readAt = readAt;
    this.knownAt = Math.max(this.knownAt, readAt);
  }
}

const NO_ROUTES: RoutingFacts = { routes: [], policy: { version: 0, rules: [] }, senders: new Map() };

const scopeOf = ({ tenant, environment }: { tenant: TenantId; environment: Environment }): string =>
  `${tenant} ${environment}`;
