import type { EvidenceDocument, Receipt } from '#libs/contracts';
import { checkpoint, clock, isMessageKey, tenantOf, type MessageKey, type TenantId } from '#libs/kernel';
import { orphanRow, receiptRow } from '../domain/evidence.ts';
import { carryOutChange, raise, type ChangePorts } from './carry-out-change.ts';

/** A receipt as its route's adapter verified it. */
export interface IncomingReceipt {
  readonly tenant: TenantId;
  readonly route: string;
  readonly vendor: string;
  readonly receipt: Receipt;
}

interface Grant {
  readonly key: MessageKey;
  readonly fence: number;
}

/** Writes receipts: to their message where one is found, as orphans where none is yet. Durable when it resolves. */
export async function recordReceipts(ports: ChangePorts, incoming: readonly IncomingReceipt[]): Promise<void> {
  const now = clock.now();
  const known = await findGrants(ports, incoming);
  const strangers = incoming.filter((it) => !known.has(it));
  if (strangers.length > 0) {
    await ports.evidence.insert(strangers.map((it) => orphanRow(it.tenant, via(it), it.receipt, now)));
    checkpoint('dispatcher.receipt.after_orphan');
    // The answer may have been written between the look and the orphan: look once more.
    for (const [it, grant] of await findGrants(ports, strangers)) known.set(it, grant);
  }
  if (known.size === 0) return;

  const rows = [...known].map(([it, grant]) => receiptRow(grant, via(it), it.receipt, now));
  const keys = [...new Set(rows.map(({ message }) => message!))];
  await carryOutChange(ports, { keys, rows, move: () => raise(ports.messages, rows) });
}

const via = ({ route, vendor }: IncomingReceipt): { id: string; vendor: string } => ({ id: route, vendor });

async function findGrants(
  { evidence }: ChangePorts,
  incoming: readonly IncomingReceipt[],
): Promise<Map<IncomingReceipt, Grant>> {
  const found = new Map<IncomingReceipt, Grant>();
  for (const it of incoming) {
    const { message, fence } = it.receipt;
    const named =
      message !== undefined && fence !== undefined && isMessageKey(message) && tenantOf(message) === it.tenant;
    if (named) found.set(it, { key: message, fence });
  }

  const unnamed = Map.groupBy(
    incoming.filter((it) => !found.has(it)),
    ({ route }) => route,
  );
  for (const [route, group] of unnamed) {
    const rows = await evidence.byVendorIds(route, [...new Set(group.map((it) => it.receipt.vendor_message_id))]);
    const byVendorId = new Map<string, EvidenceDocument>(rows.map((row) => [row.vendor_message_id!, row]));
    for (const it of group) {
      const row = byVendorId.get(it.receipt.vendor_message_id);
      if (row?.message && row.tenant === it.tenant) found.set(it, { key: row.message, fence: row.fence });
    }
  }
  return found;
}
