import type { LeaseUse } from '#libs/contracts';
import { grantedSince, usedOf, type LeaseEntry } from '../../domain/budgets/lease-entry.ts';
import { correct } from '../../domain/budgets/sim.ts';
import type { BudgetTold, LeaseUses, SimKey, SimRecipients, SimStore } from './ports.ts';

export interface SweepReservationsPorts {
  readonly sims: SimStore;
  readonly recipients: SimRecipients;
  readonly leases: LeaseUses;
  readonly told: BudgetTold;
  readonly now: () => number;
}

const SIMS_AT_ONCE = 20;
const LEASES_AT_ONCE = 200;

/**
 * Asks the dispatcher what became of leases: of reservations that nobody settled, and of leases that may have come back
 * unstarted. Every step may be repeated, by several processes at once. Returns how many SIMs were due.
 */
export async function sweepReservations(ports: SweepReservationsPorts): Promise<number> {
  const now = ports.now();
  const due = await ports.sims.due(now, SIMS_AT_ONCE);
  const ends = await Promise.allSettled(due.map((sim) => sweepSim(ports, sim, now)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return due.length;
}

async function sweepSim(ports: SweepReservationsPorts, sim: SimKey & { leases: readonly LeaseEntry[] }, now: number) {
  const due = sim.leases.filter(({ check_at }) => check_at <= now);
  for (const [agent, entries] of Map.groupBy(due, (entry) => entry.agent)) {
    for (let from = 0; from < entries.length; from += LEASES_AT_ONCE)
      await sweepLeases(ports, sim, agent, entries.slice(from, from + LEASES_AT_ONCE), now);
  }
}

async function sweepLeases(
  { sims, recipients, leases, told }: SweepReservationsPorts,
  of: SimKey,
  agent: string,
  entries: readonly LeaseEntry[],
  now: number,
): Promise<void> {
  const ids = entries.map(({ lease }) => lease);
  const asked = entries.map((entry) => ({ id: entry.lease, since: grantedSince(entry) }));
  const uses = new Map((await leases.read(of.tenant, agent, asked)).map((use) => [use.lease_id, use]));
  for (const entry of entries) await correctRecipients(recipients, of, entry, uses.get(entry.lease), now);
  await sims.change(of, (sim) => ({ next: correct(sim, ids, uses, now), result: undefined }), { soft: true });
  told.swept(entries.filter(({ open }) => open).length);
  told.givenBack(entries.reduce((sum, entry) => sum + cameBack(entry, uses.get(entry.lease)), 0));
}

/** Before the counts change, so that a sweep which dies in between is repeated. */
async function correctRecipients(
  recipients: SimRecipients,
  of: SimKey,
  entry: LeaseEntry,
  use: LeaseUse | undefined,
  now: number,
): Promise<void> {
  if (!use) return;
  if (entry.open || entry.swept) await recipients.add(of, entry.lease, use.recipients, now);
  if (cameBack(entry, use) > 0) await recipients.keepOnly(of, entry.lease, use.recipients, entry.at);
}

/** Messages that were counted, and that the phone gave up unstarted. */
const cameBack = (entry: LeaseEntry, use: LeaseUse | undefined): number =>
  entry.open ? 0 : Math.max(0, entry.messages - usedOf(entry, use).messages);
