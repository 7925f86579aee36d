import type { EvidenceDocument, MessageStatus, StatusChange } from '#libs/contracts';
import { checkpoint, type MessageKey } from '#libs/kernel';
import { adoptedRow, orphanId } from '../../domain/ledger/evidence.ts';
import { awaitReceipts, type AwaitPorts } from './await-receipts.ts';
import type { Announcements, ChangeOutbox, Evidence, Messages } from './ports.ts';
import type { Log } from '../ports.ts';

export interface Change {
  readonly keys: readonly MessageKey[];
  readonly rows: readonly EvidenceDocument[];
  /** Moves the messages; returns the accepted and closed states that they entered. `alreadyRecorded`: rows from before. */
  readonly move: (alreadyRecorded: ReadonlySet<string>) => Promise<readonly StatusChange[]>;
}

export interface ChangePorts extends AwaitPorts {
  readonly outbox: ChangeOutbox;
  readonly evidence: Evidence;
  readonly messages: Messages;
  readonly announcements: Announcements;
  readonly log: Log;
}

/**
 * Every change of status has this one order, whoever makes it: outbox, evidence, adoption and awaited receipts, move,
 * event, deletion of the outbox document. After a crash between any two the outbox document remains, and the sweep
 * repeats the later steps.
 */
export async function carryOutChange(ports: ChangePorts, change: Change): Promise<void> {
  const handle = await ports.outbox.put(change.keys);
  checkpoint('dispatcher.change.after_outbox');

  const alreadyRecorded = await ports.evidence.insert(change.rows);
  checkpoint('dispatcher.change.after_evidence');

  const adopted = await adoptOrphans(ports, change.rows);
  checkpoint('dispatcher.change.after_adoption');

  await awaitReceipts(ports, change.rows);
  checkpoint('dispatcher.change.after_awaiting');

  const moved = await change.move(alreadyRecorded);
  const risen = await raise(ports.messages, adopted);
  checkpoint('dispatcher.change.after_move');

  const told = await announce(ports, [...moved, ...risen]);
  checkpoint('dispatcher.change.after_event');

  if (told) ports.outbox.remove(handle);
}

/** After writing a row with a vendor message id, looks for receipts that arrived before it. */
export async function adoptOrphans(
  { evidence }: Pick<ChangePorts, 'evidence'>,
  rows: readonly EvidenceDocument[],
): Promise<EvidenceDocument[]> {
  const byOrphanId = new Map<string, EvidenceDocument>();
  for (const row of rows) {
    if (!row.vendor_message_id || !row.message || row.kind === 'receipt') continue;
    byOrphanId.set(orphanId(row.route!, row.vendor_message_id, 'DELIVERED'), row);
    byOrphanId.set(orphanId(row.route!, row.vendor_message_id, 'UNDELIVERED'), row);
  }
  if (byOrphanId.size === 0) return [];

  const orphans = await evidence.orphans([...byOrphanId.keys()]);
  if (orphans.length === 0) return [];
  const adopted = orphans.map((orphan) => {
    const { message, fence } = byOrphanId.get(orphan._id)!;
    return adoptedRow({ key: message!, fence }, orphan);
  });
  await evidence.insert(adopted);
  return adopted;
}

/** Receipts raise their messages over any lower rank; the lower of two first. */
export async function raise(messages: Messages, receipts: readonly EvidenceDocument[]): Promise<StatusChange[]> {
  const changes: StatusChange[] = [];
  for (const status of ['UNDELIVERED', 'DELIVERED'] as const satisfies MessageStatus[]) {
    const keys = [...new Set(receipts.flatMap((row) => (row.receipt === status ? [row.message!] : [])))];
    if (keys.length === 0) continue;
    await messages.promoteStatus(keys, status);
    changes.push(...keys.map((id) => ({ id, status })));
  }
  return changes;
}

/** False if the event could not be stored: the outbox document then stays for the sweep. */
async function announce({ announcements, log }: ChangePorts, changes: readonly StatusChange[]): Promise<boolean> {
  try {
    for (let at = 0; at < changes.length; at += 200) await announcements.statusChanged(changes.slice(at, at + 200));
    return true;
  } catch (error) {
    log.warn('event.deferred', { changes: changes.length, err: error });
    return false;
  }
}
