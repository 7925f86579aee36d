import { NO_ROUTE_REASONS, type NoRouteReason } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { Metrics } from '#libs/observability';
import type { RouteFigures, RouteMetrics } from '../application/routing/ports.ts';
import { effective } from '../domain/routing/breaker.ts';
import type { Route } from '../domain/routing/route.ts';
import { isThrottled } from '../domain/routing/throttle.ts';

const STATES = ['closed', 'ramp', 'open', 'forced_open'] as const;

/** Attempts by route, counted when they end. */
export function routeMetrics(metrics: Metrics): RouteMetrics {
  const attempts = metrics.counter('postrider_route_attempts_total', 'Attempts by how they ended.', [
    'route',
    'vendor',
    'outcome',
    'fault',
  ]);
  const seconds = metrics.histogram('postrider_route_attempt_seconds', 'From handing over to the outcome.', [
    'route',
    'vendor',
  ]);
  const fallbacks = metrics.counter('postrider_fallbacks_total', 'Messages that took another route.', ['from', 'to']);
  const resent = metrics.counter('postrider_resent_total', 'Attempts that may have been a second text.', ['route']);
  const refusals = metrics.counter('postrider_retry_budget_refusals_total', 'Repeats that have to wait.', ['route']);
  const withoutRoute = metrics.counter(
    'postrider_messages_without_route_total',
    'Looks at due messages that no route takes.',
    ['reason'],
  );
  const changes = metrics.counter('postrider_route_changes_total', 'Changes this replica made.', [
    'route',
    'what',
    'reason',
  ]);
  return {
    attempt: ({ id, vendor }, { outcome, fault = '' }, ms) => {
      attempts.inc({ route: id, vendor, outcome, fault });
      seconds.observe({ route: id, vendor }, ms / 1_000);
    },
    fallback: (from, to, count) => fallbacks.inc({ from: nameIn(from), to: to.id }, count),
    overBudget: ({ id }, count) => refusals.inc({ route: id }, count),
    withoutRoute: (reason) => withoutRoute.inc({ reason }),
    moved: ({ id }, what, reason) => changes.inc({ route: id, what, reason }),
    resent: ({ id }) => resent.inc({ route: id }),
  };
}

/** There are too many phones for a series each. */
const nameIn = ({ id, vendor, phones }: Route): string => (phones?.kind === 'agent' ? vendor : id);

/** A count that cannot be read is left out. */
export function showWaiting(metrics: Metrics, counts: () => Promise<ReadonlyMap<NoRouteReason, number>>): void {
  const help = 'Messages that no route takes, by what they wait for; more than 10,000 are not counted.';
  metrics.gauge('postrider_messages_waiting_without_route', help, ['reason'], async (gauge) => {
    const waiting = await counts().catch(() => undefined);
    if (waiting === undefined) return;
    for (const reason of NO_ROUTE_REASONS) gauge.set({ reason }, waiting.get(reason) ?? 0);
  });
}

/** The state of routes when the metrics are read. */
export function showRoutes(metrics: Metrics, figures: RouteFigures): void {
  metrics.gauge('postrider_route_slots_in_use', 'Messages in the air by route.', ['route'], (gauge) => {
    for (const { route, slots } of figures.windows()) gauge.set({ route }, slots);
  });
  metrics.gauge('postrider_route_window', 'How many may be in the air.', ['route'], (gauge) => {
    for (const { route, size } of figures.windows()) gauge.set({ route }, size);
  });
  metrics.gauge('postrider_route_penalty', 'Points that health subtracts from a weight.', ['route'], (gauge) => {
    for (const { id, state } of figures.routes()) gauge.set({ route: id }, state.penalty);
  });
  metrics.gauge('postrider_route_state', '1 for the present state.', ['route', 'vendor', 'state'], (gauge) => {
    const now = clock.now();
    for (const { id, vendor, state } of figures.routes())
      for (const one of STATES) gauge.set({ route: id, vendor, state: one }, Number(one === effective(state, now)));
  });
  metrics.gauge('postrider_route_throttled', '1 while its vendor throttles.', ['route', 'vendor'], (gauge) => {
    const now = clock.now();
    for (const { id, vendor, state } of figures.routes())
      gauge.set({ route: id, vendor }, Number(isThrottled(state.throttle, now)));
  });
  metrics.gauge('postrider_route_misconfigured', '1 while its account is refused.', ['route', 'vendor'], (gauge) => {
    for (const { id, vendor, state } of figures.routes())
      gauge.set({ route: id, vendor }, Number(state.breaker === 'open' && state.reason === 'misconfigured'));
  });
}
