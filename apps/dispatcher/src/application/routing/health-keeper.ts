import { clock, type TenantId } from '#libs/kernel';
import { share, windowOf } from '../../domain/routing/health.ts';
import type { Route } from '../../domain/routing/route.ts';
import { isFailing, isSlow, penaltyChanges, slowShare, type Weighed } from '../../domain/routing/weights.ts';
import type { HealthStore, SeenOfRoute } from './ports.ts';
import type { RouteStates } from '../routes/ports.ts';
import type { HealthRecord } from './health-record.ts';
import type { RouteTable } from './route-table.ts';
import type { Router } from './router.ts';

export interface HealthPorts {
  readonly table: RouteTable;
  readonly router: Router;
  readonly record: HealthRecord;
  readonly store: HealthStore;
  readonly states: Pick<RouteStates, 'change'>;
  readonly timeScale: number;
  readonly me: string;
}

const MINUTE_MS = 60_000;
const RECEIPT_DUE_MS = 5 * MINUTE_MS;
const SAMPLE = 500;
const BY = 'postrider';

interface Lately {
  changedAt: number;
  troubledAt: number;
}

/** Publishes what this process sees of routes, and changes weights by what all replicas see together. */
export class HealthKeeper {
  private readonly lately = new Map<string, Lately>();
  private readonly startedAt = clock.now();
  private cohortTo = 0;

  constructor(private readonly ports: HealthPorts) {}

  /** Runs on every replica, every few seconds. */
  async publish(): Promise<void> {
    const { table, router, record, store, me } = this.ports;
    const sizes = new Map(router.windowSizes().map((it) => [it.route, it]));
    const routes = record.changed().flatMap((id) => table.latest(id) ?? []);
    await store.put(
      routes.map(({ id, tenant }) => {
        const { slots = 0, size = 0 } = sizes.get(id) ?? {};
        const buckets = record.of(id);
        return { route: id, tenant, by: me, at: clock.now(), in_flight: slots, window: size, buckets };
      }),
    );
  }

  /** Runs on one replica, every minute: measures how late receipts are, and changes weights by that and by errors. */
  async adjustWeights(): Promise<void> {
    const { table, store } = this.ports;
    const routes = table.all();
    await this.measureReceipts(routes);
    const weighted = table.weightedRoutes();
    if (weighted.length === 0) return;
    const seen = Map.groupBy(await store.of(weighted.flat().map(({ id }) => id)), ({ route }) => route);
    for (const list of weighted) await this.moveWeights(list, seen);
  }

  /** Messages that were accepted five to six minutes ago and still have no receipt are slow. */
  private async measureReceipts(routes: readonly Route[]): Promise<void> {
    const { store, timeScale } = this.ports;
    const until = clock.now() - RECEIPT_DUE_MS / timeScale;
    const from = Math.max(this.cohortTo, until - MINUTE_MS / timeScale);
    this.cohortTo = until;
    const withReceipts = new Map(
      routes.filter(({ receipts }) => receipts !== 'none').map((route) => [route.id, route]),
    );
    const slow: SeenOfRoute[] = [];
    for (const tenant of new Set<TenantId>(routes.map((route) => route.tenant))) {
      for (const { route, accepted, receipted } of await store.receiptsOf(tenant, from, until, SAMPLE)) {
        const share = slowShare(accepted, receipted);
        if (!withReceipts.has(route) || share === undefined) continue;
        const nothing = { in_flight: 0, window: 0, buckets: [] };
        slow.push({ route, tenant, by: 'receipts', at: clock.now(), slow: share, ...nothing });
      }
    }
    await store.put(slow);
  }

  private async moveWeights(list: readonly Route[], seen: ReadonlyMap<string, SeenOfRoute[]>): Promise<void> {
    const { states, table, timeScale } = this.ports;
    const now = clock.now();
    const weighed = list.map((route) => this.weigh(route, seen.get(route.id) ?? [], now));
    for (const { route: id, penalty, reason } of penaltyChanges(weighed, now, timeScale)) {
      const { state, tenant } = list.find((route) => route.id === id)!;
      const entry = { what: 'weight', from: state.penalty, to: penalty, reason, by: BY };
      if (await states.change({ id, version: state.version }, { state: { penalty } }, entry))
        this.latelyOf(id).changedAt = now;
      else await table.refresh(tenant);
    }
  }

  private weigh({ id, state }: Route, seen: readonly SeenOfRoute[], now: number): Weighed {
    const { outcomes } = windowOf(
      seen.flatMap(({ buckets }) => buckets),
      60,
      now,
    );
    const good = share(outcomes);
    const attempts = good === undefined ? 0 : sumOf(outcomes);
    const fresh = now - (2 * MINUTE_MS) / this.ports.timeScale;
    const slow = seen.find((it) => it.slow !== undefined && it.at > fresh)?.slow;
    const weighed = { attempts, failing: 1 - (good ?? 1), slow };
    const lately = this.latelyOf(id);
    if (isFailing(weighed) || isSlow(weighed)) lately.troubledAt = now;
    return { route: id, penalty: state.penalty, ...lately, ...weighed };
  }

  private latelyOf(id: string): Lately {
    const known = this.lately.get(id) ?? { changedAt: this.startedAt, troubledAt: this.startedAt };
    this.lately.set(id, known);
    return known;
  }
}

/** Of the outcomes that say something about the route. */
const sumOf = ({
  accepted = 0,
  rejected = 0,
  vendor_fault = 0,
  unknown = 0,
}: Readonly<Record<string, number>>): number => accepted + rejected + vendor_fault + unknown;
