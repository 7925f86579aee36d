import type { Environment } from '#libs/contracts';
import { monotonicMs, sleep, type TenantId } from '#libs/kernel';
import type { Route, RoutingFacts } from '../../domain/routing/route.ts';
import type { RoutingChanges, RoutingSource, StoredPolicy, StoredSender } from './ports.ts';

/** Decisions use no older data. */
export const KNOWN_MS = 250;
/** Clocks of two machines do not run at exactly the same speed. */
const MARGIN_MS = 25;
/** A process may have died between storing a change and counting it. */
const UNCOUNTED_MS = 5_000;

/** Resolves once no replica decides by data from before the change that was just counted. */
export const knownEverywhere = (): Promise<void> => sleep(KNOWN_MS + MARGIN_MS);

type Facts = ReadonlyMap<Environment, RoutingFacts>;

/**
 * Routes, policies and senders as this process knows them, and which tenants have opt-outs. Changes are counted in the
 * database, each with its tenant: a read every quarter of a second shows which tenants have changed, and only these are
 * read again. An event on the bus only makes it sooner.
 */
export class RouteTable {
  private readonly byTenant = new Map<TenantId, Facts>();
  private readonly routesById = new Map<string, Route>();
  private readonly optedOut = new Set<TenantId>();
  /** The changes that are known; undefined until everything was read once. */
  private count: number | undefined;
  /** The data was up to date at this time, or later. */
  private knownAt = -Infinity;
  /** When changes that were not counted were last searched for, and up to which tenant. */
  private searchedAt = -Infinity;
  private searchedTo: TenantId | undefined;
  /** Tenants that must be read again. */
  private readonly wanted = new Set<TenantId>();
  private reading: Promise<void> | undefined;
  /** A read that was requested during a running one, which may miss the change. */
  private next: Promise<void> | undefined;

  constructor(
    private readonly source: RoutingSource,
    private readonly now: () => number = monotonicMs,
  ) {}

  async factsOf(tenant: TenantId, environment: Environment): Promise<RoutingFacts> {
    await this.upToDate();
    return this.byTenant.get(tenant)?.get(environment) ?? NO_ROUTES;
  }

  /** Whether the tenant has or had opt-outs: if not, no number needs to be looked for. */
  async hasOptOuts(tenant: TenantId): Promise<boolean> {
    await this.upToDate();
    return this.optedOut.has(tenant);
  }

  /** Waits only if the data is too old, and reads again before that. */
  private async upToDate(): Promise<void> {
    const askedAt = this.now();
    const isKnown = (): boolean => this.knownAt >= askedAt || this.now() - this.knownAt <= KNOWN_MS;
    while (!isKnown()) await this.look();
    if (askedAt - this.knownAt > KNOWN_MS / 2) void this.look().catch(() => undefined);
  }

  async byId(tenant: TenantId, id: string): Promise<Route | undefined> {
    if (!this.routesById.has(id)) await this.refresh(tenant);
    return this.routesById.get(id);
  }

  /** Those of vendors. */
  all(): readonly Route[] {
    return [...this.routesById.values()].filter(isVendors);
  }

  /** Phones and pools of phones. */
  phones(): readonly Route[] {
    const facts = [...this.byTenant.values()].flatMap((of) => [...of.values()]);
    return facts.flatMap(({ routes }) => routes.filter(({ phones }) => phones !== undefined));
  }

  /** The routes of each weighted list, without phones, which have no health. */
  weightedRoutes(): Route[][] {
    const facts = [...this.byTenant.values()].flatMap((of) => [...of.values()]);
    return facts.flatMap(({ policy, routes }) =>
      policy.rules.flatMap(({ weighted }) => {
        const named = new Set(weighted?.map(({ route }) => route));
        return named.size > 0 ? [routes.filter((route) => named.has(route.id) && isVendors(route))] : [];
      }),
    );
  }

  /** From the last read. */
  latest(id: string): Route | undefined {
    return this.routesById.get(id);
  }

  /** Reads the changed tenants, and the given tenant in any case. */
  refresh(tenant?: TenantId): Promise<void> {
    if (tenant !== undefined) this.wanted.add(tenant);
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
    return this.reading ?? this.refresh();
  }

  private async read(): Promise<void> {
    const readAt = this.now();
    const isSearch = readAt - this.searchedAt > UNCOUNTED_MS;
    const changes = await this.source.changes(isSearch ? undefined : this.count);
    const tenants = this.count === undefined ? undefined : changedSince(this.count, changes);
    if (tenants === undefined) await this.readAll();
    else await this.readSome([...tenants, ...(isSearch ? await this.search(changes!) : [])]);
    this.count = changes?.count ?? this.count;
    if (isSearch) this.searchedAt = readAt;
    this.knownAt = Math.max(this.knownAt, readAt);
  }

  private async readAll(): Promise<void> {
    const stored = await this.readStored();
    this.byTenant.clear();
    this.routesById.clear();
    this.optedOut.clear();
    this.keep(stored);
  }

  private async readSome(changed: readonly TenantId[]): Promise<void> {
    const tenants = [...new Set([...changed, ...this.wanted])];
    this.wanted.clear();
    if (tenants.length === 0) return;
    const stored = await this.readStored(tenants).catch((error: unknown) => {
      for (const tenant of tenants) this.wanted.add(tenant);
      throw error;
    });
    for (const tenant of tenants) this.forget(tenant);
    this.keep(stored);
  }

  /**
   * Tenants with a change that was begun and not counted yet, and the next few in turn: a restored database counts
   * nothing.
   */
  private async search({ begun }: RoutingChanges): Promise<TenantId[]> {
    const from = this.searchedTo ?? '';
    const { tenants, to } = await this.source.inTurn(from);
    this.searchedTo = to;
    const known = [...this.byTenant.keys()].filter((it) => it > from && (to === undefined || it <= to));
    return [...begun, ...tenants, ...known];
  }

  private async readStored(tenants?: readonly TenantId[]): Promise<Stored> {
    const { source } = this;
    const [routes, policies, senders, withOptOuts] = await Promise.all([
      source.routes(tenants),
      source.policies(tenants),
      source.senders(tenants),
      source.withOptOuts(tenants),
    ]);
    return { routes, policies, senders, withOptOuts };
  }

  private forget(tenant: TenantId): void {
    for (const { routes } of this.byTenant.get(tenant)?.values() ?? [])
      for (const { id } of routes) this.routesById.delete(id);
    this.byTenant.delete(tenant);
    this.optedOut.delete(tenant);
  }

  private keep({ routes, policies, senders, withOptOuts }: Stored): void {
    const policyOf = new Map(policies.map((policy) => [`${policy.tenant} ${policy.environment}`, policy]));
    const sendersOf = Map.groupBy(senders, (sender) => sender.tenant);
    for (const [tenant, own] of Map.groupBy(routes, (route) => route.tenant)) {
      const named = new Map(sendersOf.get(tenant)?.map((sender) => [sender.value, new Set(sender.routes)]));
      const facts = [...Map.groupBy(own, (route) => route.environment)].map(([environment, inIt]) => {
        const policy = policyOf.get(`${tenant} ${environment}`) ?? NO_ROUTES.policy;
        return [environment, { routes: inIt, policy, senders: named }] as const;
      });
      this.byTenant.set(tenant, new Map(facts));
    }
    for (const route of routes) this.routesById.set(route.id, route);
    for (const tenant of withOptOuts) this.optedOut.add(tenant);
  }
}

interface Stored {
  readonly routes: readonly Route[];
  readonly policies: readonly StoredPolicy[];
  readonly senders: readonly StoredSender[];
  readonly withOptOuts: readonly TenantId[];
}

const isVendors = ({ phones }: Route): boolean => phones === undefined;

const NO_ROUTES: RoutingFacts = { routes: [], policy: { version: 0, rules: [] }, senders: new Map() };

/** The tenants of the changes after `count`; undefined unless all of them are known. */
function changedSince(count: number, changes: RoutingChanges | undefined): readonly TenantId[] | undefined {
  if (changes === undefined) return [];
  const tenants = changes.latest.flatMap(({ n, tenant }) => (n > count && tenant !== undefined ? tenant : []));
  return tenants.length === changes.count - count ? tenants : undefined;
}
