import type { PhoneEvent, PhoneReport, PhoneReportResult } from '#libs/contracts';
import { checkpoint, clock, isMessageId, parseInstant } from '#libs/kernel';
import { simsOf, type Agent } from '../domain/agent.ts';
import { isLimit, outcomeOf } from '../domain/outcomes.ts';
import type { SimBudgets } from './budgets/ports.ts';
import { isFence } from './heartbeat.ts';
import type { Hasher } from './ports.ts';
import type { DispatcherPhones } from './presence.ts';
import { simId } from './sim-id.ts';

export interface ReportPorts {
  readonly phones: Pick<DispatcherPhones, 'report'>;
  readonly budgets: Pick<SimBudgets, 'limitHit'>;
  readonly hasher: Hasher;
}

/** One item of a report, with a status that phones know. */
export interface ReportItem {
  readonly message_id: string;
  readonly status: ReportStatus;
  readonly last_error?: string;
  readonly lease_id?: string;
  readonly fence?: number;
  /** By the phone's clock: it decides nothing. */
  readonly at?: unknown;
  readonly sim_slot?: number;
}

const EVENTS = {
  SENDING: 'sending',
  SENT: 'sent',
  DELIVERED: 'delivered',
  FAILED: 'failed',
  UNKNOWN: 'unknown',
} as const satisfies Record<string, PhoneEvent>;
export type ReportStatus = keyof typeof EVENTS;
export const REPORT_STATUSES = Object.keys(EVENTS) as ReportStatus[];

export interface ReportResult extends PhoneReportResult {
  /** `at` is far from our time: the phone's clock is wrong. */
  readonly clock_wrong?: true;
}

/** A phone's clock may differ from ours by so much without a word. */
const CLOCK_TOLERANCE_MS = 24 * 3_600_000;

/** Passes on what a phone says about its messages. In the order of the items; equal items have one effect. */
export async function reportMessages(
  ports: ReportPorts,
  agent: Agent,
  items: readonly ReportItem[],
): Promise<ReportResult[]> {
  const asked = new Map<string, PhoneReport>();
  const keys = items.map((item) => {
    if (!isMessageId(item.message_id) || (item.fence !== undefined && !isFence(item.fence))) return undefined;
    const report = reportOf(agent, item);
    const key = JSON.stringify(report);
    asked.set(key, report);
    return key;
  });
  await restLimited(ports, agent, items, [...asked.values()]);
  const results = asked.size > 0 ? await ask(ports, agent, [...asked.values()]) : [];
  checkpoint('agent-lease.report.after_report');
  const byKey = new Map([...asked.keys()].map((key, at) => [key, results[at]!]));
  return items.map((item, at): ReportResult => {
    const key = keys[at];
    const result = key === undefined ? neverHeld(item) : byKey.get(key)!;
    return isClockWrong(item.at) ? { ...result, clock_wrong: true } : result;
  });
}

async function ask(
  { phones }: ReportPorts,
  { tenant, id }: Agent,
  reports: PhoneReport[],
): Promise<PhoneReportResult[]> {
  return (await phones.report({ tenant, agent: id, reports })).results;
}

const neverHeld = ({ message_id }: ReportItem): PhoneReportResult => ({
  message_id,
  applied: false,
  reason: isMessageId(message_id) ? 'stale_lease' : 'not_found',
});

function reportOf(agent: Agent, { message_id, status, last_error, lease_id, fence }: ReportItem): PhoneReport {
  const failed = status === 'FAILED' ? outcomeOf(last_error, agent.can_start) : undefined;
  return {
    ...{ message_id, event: EVENTS[status] },
    ...(lease_id !== undefined && { lease_id }),
    ...(fence !== undefined && { fence }),
    ...failed,
  };
}

/** The SIM whose limit the phone met gets no more messages for a while. */
async function restLimited(
  ports: ReportPorts,
  agent: Agent,
  items: readonly ReportItem[],
  reports: readonly PhoneReport[],
): Promise<void> {
  const limited = items.filter(({ status, last_error }) => status === 'FAILED' && isLimit(outcomeOf(last_error, true)));
  if (limited.length === 0 || reports.length === 0) return;
  const sims = simsOf(agent, (of, slot) => simId(ports.hasher, of, { slot }));
  const met = sims.filter(({ slot }) => limited.some(({ sim_slot }) => slot === (sim_slot ?? sims[0]!.slot)));
  const { tenant, id } = agent;
  await Promise.all(
    met.map((sim) => ports.budgets.limitHit({ tenant, agent: id, sim: sim.id, slot: sim.slot }, clock.now())),
  );
}

function isClockWrong(at: unknown): boolean {
  if (at === undefined || at === null) return false;
  const ms = typeof at === 'number' ? at : parseInstant(at)?.getTime();
  return ms === undefined || Math.abs(ms - clock.now()) > CLOCK_TOLERANCE_MS;
}
