import type { Metrics } from '#libs/observability';
import type { BudgetTold, SimStore } from '../application/budgets/ports.ts';

export function budgetMetrics(metrics: Metrics, sims: Pick<SimStore, 'resting'>, now: () => number): BudgetTold {
  const messages = metrics.counter(
    'postrider_sim_budget_messages_total',
    'Messages for which the budget of a SIM was reserved, granted to its phone, or given back because they came back unstarted.',
    ['step'],
  );
  const refused = metrics.counter(
    'postrider_sim_budget_refused_total',
    'Calls of phones for which a SIM had nothing left, by the limit that lasts longest.',
    ['limit'],
  );
  const limits = metrics.counter(
    'postrider_sim_budget_limits_hit_total',
    'Limits that phones reported, each of which lets a SIM rest.',
  );
  const swept = metrics.counter(
    'postrider_sim_budget_swept_total',
    'Reservations that were left open and settled by what the dispatcher knows.',
  );
  metrics.gauge(
    'postrider_sim_budget_resting',
    'SIMs that rest because their phones reported a limit.',
    [],
    async (gauge) => gauge.set(await sims.resting(now())),
  );
  return {
    reserved: (count) => messages.inc({ step: 'reserved' }, count),
    granted: (count) => messages.inc({ step: 'granted' }, count),
    refused: (limit) => refused.inc({ limit }),
    hitLimit: () => limits.inc(),
    swept: (count) => swept.inc(count),
    givenBack: (count) => messages.inc({ step: 'given_back' }, count),
  };
}
