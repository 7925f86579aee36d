import { LRUCache } from 'lru-cache';
import type { ItemOutcome, NoRouteReason, Outcome } from '#libs/contracts';
import { clock, monotonicMs, type Times } from '#libs/kernel';
import { verdictOf } from '../../domain/routing/breaker.ts';
import type { InFlightAttempt } from '../../domain/ledger/in-flight-attempt.ts';
import { countedAs, windowOf } from '../../domain/routing/health.ts';
import type { Route } from '../../domain/routing/route.ts';

import type { RouteMetrics } from './ports.ts';
import type { AttemptWatch } from '../deliver/delivery-queue.ts';
import type { Breakers } from './breakers.ts';
import type { HealthRecord } from './health-record.ts';
import type { Router } from './router.ts';

const LATELY_S = 600;
const KEPT = { max: 10_000, ttl: 1_000 };

/** What an outcome says about the rate that the vendor takes; a refusal says nothing. */
const LESSON: Partial<Record<Outcome, 'answered' | 'pushed_back'>> = {
  accepted: 'answered',
  rejected: 'answered',
  throttled: 'pushed_back',
  not_started: 'pushed_back',
  unknown: 'pushed_back',
};

/** Learns from each attempt: the window, the breaker, the health, the metrics. */
export class RouteWatch implements AttemptWatch {
  private readonly slowAfter = new LRUCache<string, number>({ ...KEPT, memoMethod: (id) => this.findSlowAfterMs(id) });

  constructor(
    private readonly router: Router,
    private readonly breakers: Breakers,
    private readonly health: HealthRecord,
    private readonly metrics: RouteMetrics,
    private readonly times: Pick<Times, 'slowMs' | 'vendorHttpMs'>,
  ) {}

  began(route: Route, flights: Iterable<Pick<InFlightAttempt, 'urgent'>>): void {
    for (const [of, some] of Map.groupBy(flights, ({ urgent }) => (urgent ? 'urgent' : 'others'))) {
      this.router.budgets.sent(route.id, of, some.length);
      this.router.throttles.began(route, some.length);
    }
  }

  /**
   * Three times as long as nearly all recent attempts took: a vendor that is always slow is not taken for one that
   * hangs.
   */
  slowAfterMs({ id }: Route): number | undefined {
    const slowMs = this.slowAfter.memo(id);
    return slowMs < this.times.vendorHttpMs ? slowMs : undefined;
  }

  private findSlowAfterMs(id: string): number {
    const { p95_ms = 0 } = windowOf(this.health.of(id), LATELY_S, clock.now());
    return Math.max(this.times.slowMs, 3 * p95_ms);
  }

  slow(route: Route, count: number): void {
    for (let n = 0; n < count; n++) this.breakers.record(route, 'failed');
  }

  ended(flight: InFlightAttempt, outcome: ItemOutcome, { ms, wasSlow }: { ms: number; wasSlow: boolean }): void {
    const { route } = flight;
    const verdict = verdictOf(outcome.outcome, outcome.fault);
    if (!wasSlow || verdict === 'misconfigured') this.breakers.record(route, verdict);
    const what = LESSON[outcome.outcome];
    if (what) this.router.windowOf(route).learn({ what, ms, now: monotonicMs() });
    this.router.throttles.ended(route, outcome, ms);
    this.health.add(route.id, countedAs(outcome.outcome, outcome.fault), ms);
    this.metrics.attempt(route, outcome, ms);
    if (flight.possibleDuplicate) this.metrics.resent(route);
  }

  overBudget(route: Route, count: number): void {
    if (count > 0) this.metrics.overBudget(route, count);
  }

  withoutRoute(reason: NoRouteReason): void {
    this.metrics.withoutRoute(reason);
  }

  fellBack(from: Route, to: Route, count: number): void {
    if (count > 0) this.metrics.fallback(from, to, count);
  }
}
