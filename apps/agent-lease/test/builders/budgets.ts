import type { LeasedMessage, LeaseUse } from '#libs/contracts';
import { clock, type TenantId } from '#libs/kernel';
import { createMetrics, silentLog } from '#libs/observability';
import type { MongoSession } from '#libs/persistence';
import { KeepBudgets } from '../../src/application/budgets/keep-budgets.ts';
import type { AskedLease, SimBudgets, SimOfPhone } from '../../src/application/budgets/ports.ts';
import { sweepReservations } from '../../src/application/budgets/sweep-reservations.ts';
import { budgetMetrics } from '../../src/outbound/budget-metrics.ts';
import { budgetCollectionsOf } from '../../src/outbound/mongo/budget-collections.ts';
import { MongoSimRecipients } from '../../src/outbound/mongo/sim-recipients.repository.ts';
import { MongoSims } from '../../src/outbound/mongo/sims.repository.ts';

export const TENANT = '00000001' as TenantId;

let made = 0;
/** A SIM of its own in a phone of its own. */
export function newSim(of: Partial<SimOfPhone> = {}): SimOfPhone {
  const n = `${++made}`.padStart(4, '0');
  return {
    tenant: TENANT,
    agent: `phone-01JD3C4V5W6X7Y8Z9A0B1C${n}`,
    sim: `sim-${n.padStart(16, '0')}`,
    slot: 0,
    ...of,
  };
}
export const newLease = (): string => `lease-${`${++made}`.padStart(16, '0')}`;

export interface BudgetsUnderTest {
  readonly budgets: SimBudgets;
  readonly sims: MongoSims;
  readonly recipients: MongoSimRecipients;
  /** Sweeps until nothing is due. */
  sweep(): Promise<void>;
  metrics(): Promise<string>;
}

/** The budgets of one process; `truth` is what the dispatcher knows of leases. */
export function budgetsOn(
  session: MongoSession,
  { perMinute = 0, truth = new Map(), now = () => clock.now() }: BudgetOptions = {},
): BudgetsUnderTest {
  const collections = budgetCollectionsOf(session);
  const recipients = new MongoSimRecipients(collections);
  const sims = new MongoSims(collections, recipients, now);
  const metrics = createMetrics('agent-lease');
  const told = budgetMetrics(metrics, sims, now);
  const leases = {
    read: async (_: TenantId, __: string, asked: readonly AskedLease[]) =>
      asked.flatMap(({ id }) => truth.get(id) ?? []),
  };
  const ports = { sims, recipients, told, log: silentLog(), perMinute, now };
  return {
    budgets: new KeepBudgets(ports),
    sims,
    recipients,
    sweep: async () => {
      while ((await sweepReservations({ ...ports, leases })) > 0);
    },
    metrics: () => metrics.registry.metrics(),
  };
}
export interface BudgetOptions {
  readonly perMinute?: number;
  readonly truth?: ReadonlyMap<string, LeaseUse>;
  readonly now?: () => number;
}

/** What the dispatcher grants: one message for each recipient. */
export const granted = (lease_id: string, recipients: readonly string[], parts = 1): LeasedMessage[] =>
  recipients.map((recipient, i) => ({
    message_id: `01JD3C4V5W6X7Y8Z9A0B1C2D3E.${`${i}`.padStart(4, '0')}`,
    to: '+15005550006',
    text: 'Hello',
    lease_id,
    fence: 1,
    attempt: 1,
    parts,
    recipient,
    ttl_ms: 300_000,
  }));

export const usedBy = (lease_id: string, recipients: readonly string[], open = false): LeaseUse => ({
  lease_id,
  messages: recipients.length,
  parts: recipients.length,
  recipients: [...new Set(recipients)],
  open,
});

/** The rest of them came back unstarted. */
export const keptOf = (lease_id: string, recipients: readonly string[], kept: number, open = false): LeaseUse =>
  usedBy(lease_id, recipients.slice(0, kept), open);

export const someRecipients = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `${from + i}`.padStart(32, 'a'));
