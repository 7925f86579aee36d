import { clock } from '#libs/kernel';
import type { Log, Metrics } from '#libs/observability';
import type { MongoSession } from '#libs/persistence';
import { KeepBudgets } from './application/budgets/keep-budgets.ts';
import type { LeaseUses, SimBudgets } from './application/budgets/ports.ts';
import { sweepReservations } from './application/budgets/sweep-reservations.ts';
import { budgetMetrics } from './outbound/budget-metrics.ts';
import { budgetCollectionsOf } from './outbound/mongo/budget-collections.ts';
import { MongoSimRecipients } from './outbound/mongo/sim-recipients.repository.ts';
import { MongoSims } from './outbound/mongo/sims.repository.ts';

export interface BudgetParts {
  readonly session: MongoSession;
  readonly leases: LeaseUses;
  readonly metrics: Metrics;
  readonly log: Log;
  /** AGENT_RATE_LIMIT_PER_MIN */
  readonly perMinute: number;
}

export interface Budgets {
  readonly budgets: SimBudgets;
  /** Settles what is left open; to be repeated. */
  readonly sweep: () => Promise<number>;
}

/** The budgets of SIMs and the sweep of what is left open. */
export function composeBudgets({ session, leases, metrics, log, perMinute }: BudgetParts): Budgets {
  const collections = budgetCollectionsOf(session);
  const now = (): number => clock.now();
  const recipients = new MongoSimRecipients(collections);
  const sims = new MongoSims(collections, recipients, now);
  const told = budgetMetrics(metrics, sims, now);
  const budgets = new KeepBudgets({ sims, recipients, told, log, perMinute, now });
  return { budgets, sweep: () => sweepReservations({ sims, recipients, leases, told, now }) };
}
