import { LANES, type Lane } from '#libs/contracts';
import type { Metrics } from '#libs/observability';
import type { MessageMetrics } from '../application/ledger/ports.ts';

export function messageMetrics(metrics: Metrics): MessageMetrics {
  const accepted = metrics.counter('postrider_messages_accepted_total', 'Messages accepted.', [
    'environment',
    'category',
  ]);
  const entered = metrics.counter('postrider_messages_entered_total', 'Messages by the closed status they entered.', [
    'status',
  ]);
  const apart = metrics.counter(
    'postrider_receipts_apart_total',
    'Receipts that are not for the grant that their address names.',
    ['vendor', 'why'],
  );
  const unprocessable = metrics.counter(
    'postrider_messages_unprocessable_total',
    'Accepted messages that were ended because they can no longer be read or stored.',
    ['reason'],
  );
  const duplicates = metrics.counter('postrider_confirmed_duplicates_total', 'Messages that were sent twice.', [
    'route',
  ]);
  const stuck = metrics.counter(
    'postrider_stuck_total',
    'Looks at requests and messages that cannot be processed for now.',
    ['what'],
  );
  // The series starts at 0: one that begins with its first event does not rise, and no alert would see it.
  for (const reason of ['UNREADABLE', 'UNSTORABLE']) unprocessable.inc({ reason }, 0);
  for (const what of ['request', 'message']) stuck.inc({ what }, 0);
  return {
    receiptsApart: (vendor, why, count) => apart.inc({ vendor, why }, count),
    unprocessable: (reason, count) => unprocessable.inc({ reason }, count),
    confirmedDuplicate: (route) => duplicates.inc({ route }),
    stuck: (what, count) => stuck.inc({ what }, count),
    accepted: (environment, items) => {
      for (const [category, of] of Map.groupBy(items, (item) => item.category))
        accepted.inc({ environment, category }, of.length);
    },
    entered: (changes) => {
      for (const [status, of] of Map.groupBy(changes, (change) => change.status)) entered.inc({ status }, of.length);
    },
  };
}

/** As the leader last saw it; 0 on the other replicas. */
export interface QueueFigures {
  backlog(lane: Lane): number;
  /** Age of the oldest message that is due, in ms. */
  lagMs(lane: Lane): number;
}

export function showQueues(metrics: Metrics, figures: QueueFigures, deadLetters: () => Promise<number>): void {
  metrics.gauge('postrider_wake_backlog', 'Wake-ups without an ack.', ['lane'], (gauge) => {
    for (const lane of LANES) gauge.set({ lane }, figures.backlog(lane));
  });
  metrics.gauge('postrider_wake_lag_seconds', 'Age of the oldest message that is due.', ['lane'], (gauge) => {
    for (const lane of LANES) gauge.set({ lane }, figures.lagMs(lane) / 1_000);
  });
  metrics.gauge('postrider_dead_letters_pending', 'Messages that used up their attempts.', [], async (gauge) => {
    const count = await deadLetters().catch(() => undefined);
    if (count !== undefined) gauge.set(count);
  });
}
