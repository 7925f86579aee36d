import type { ItemOutcome, NoRouteReason } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { HealthBucket } from '../../domain/routing/health.ts';
import type { Route } from '../../domain/routing/route.ts';
import type { PolicyRecord, SenderRecord } from '../routes/ports.ts';

/** Everything that the table consists of: of the given tenants, or of all. */
export interface RoutingSource {
  routes(tenants?: readonly TenantId[]): Promise<readonly Route[]>;
  policies(tenants?: readonly TenantId[]): Promise<readonly StoredPolicy[]>;
  senders(tenants?: readonly TenantId[]): Promise<readonly StoredSender[]>;
  /** Those that have or had opt-outs. */
  withOptOuts(tenants?: readonly TenantId[]): Promise<readonly TenantId[]>;
  /** The counted changes of all of them. Undefined if there are no more than `known`. */
  changes(known?: number): Promise<RoutingChanges | undefined>;
  /** The next few tenants after `from` that have routes. There are more after `to`, if it is given. */
  inTurn(from: string): Promise<{ readonly tenants: readonly TenantId[]; readonly to?: TenantId }>;
}
export interface RoutingChanges {
  readonly count: number;
  /** The last of them, each with its number. One without a tenant concerns all of them. */
  readonly latest: readonly { readonly n: number; readonly tenant?: TenantId }[];
  /** Tenants with a change that was begun and is not counted yet. */
  readonly begun: readonly TenantId[];
}
export interface StoredPolicy extends Pick<PolicyRecord, 'environment' | 'version' | 'rules'> {
  readonly tenant: TenantId;
}
export interface StoredSender extends SenderRecord {
  readonly tenant: TenantId;
}

/** Metrics of routes for operators. */
export interface RouteMetrics {
  attempt(route: Route, outcome: ItemOutcome, ms: number): void;
  fallback(from: Route, to: Route, count: number): void;
  /** Repeats that have to wait. */
  overBudget(route: Route, count: number): void;
  /** A due message that no route takes at present. */
  withoutRoute(reason: NoRouteReason): void;
  moved(route: Route, what: string, reason: string): void;
  resent(route: Route): void;
}

/** Messages that no route took at the last look. */
export interface WaitingMessages {
  /** Routes for which messages wait that no other healthy route takes. */
  wanted(routes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Makes urgent messages that wait for any of the routes due now, at most `limit`; returns how many. */
  wake(routes: readonly string[], limit: number): Promise<number>;
  /** The same for all messages that wait for the end of a pause. */
  wakeThrottled(routes: readonly string[], limit: number): Promise<number>;
  /** How many wait, by reason; counts up to `most`. */
  counts(most: number): Promise<ReadonlyMap<NoRouteReason, number>>;
}

/** The state of routes when the metrics are read. */
export interface RouteFigures {
  routes(): readonly Route[];
  windows(): readonly { readonly route: string; readonly slots: number; readonly size: number }[];
}

/** Data about a route from one replica, or from the leader. */
export interface SeenOfRoute {
  readonly route: string;
  readonly tenant: TenantId;
  /** Names the replica. */
  readonly by: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly in_flight: number;
  readonly window: number;
  readonly buckets: readonly HealthBucket[];
  /** Share of accepted messages without a receipt after five minutes. */
  readonly slow?: number;
}

/** The health of routes as all replicas together see it. */
export interface HealthStore {
  put(seen: readonly SeenOfRoute[]): Promise<void>;
  of(routes: readonly string[]): Promise<readonly SeenOfRoute[]>;
  /** Up to `limit` messages of a tenant accepted in [from, until): by route, how many were SENT or more, and how many had a receipt. */
  receiptsOf(tenant: TenantId, from: number, until: number, limit: number): Promise<readonly ReceiptShare[]>;
}
export interface ReceiptShare {
  readonly route: string;
  readonly accepted: number;
  readonly receipted: number;
}
