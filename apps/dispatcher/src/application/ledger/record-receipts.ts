import type { Receipt } from '#libs/contracts';
import { checkpoint, clock, type TenantId } from '#libs/kernel';
import { orphanRow, receiptRow } from '../../domain/ledger/evidence.ts';
import { carryOutChange, raise, type ChangePorts } from './carry-out-change.ts';
import type { MessageMetrics } from './ports.ts';
import { findGrants, type GrantsFound } from './receipt-grants.ts';

/** A receipt as its route's adapter verified it. */
export interface IncomingReceipt {
  readonly tenant: TenantId;
  readonly route: string;
  readonly vendor: string;
  readonly receipt: Receipt;
}

export type ReceiptPorts = ChangePorts & { readonly metrics: Pick<MessageMetrics, 'receiptsApart'> };

/** Writes receipts: to their message if one is found, else as orphans. Durable when it resolves. */
export async function recordReceipts(ports: ReceiptPorts, incoming: readonly IncomingReceipt[]): Promise<void> {
  const now = clock.now();
  const { grants: known, apart } = await findGrants(ports, incoming);
  tellApart(ports, apart);
  const strangers = incoming.filter((it) => !known.has(it));
  if (strangers.length > 0) {
    await ports.evidence.insert(strangers.map((it) => orphanRow(it.tenant, via(it), it.receipt, now)));
    checkpoint('dispatcher.receipt.after_orphan');
    // The answer may have been written between the look-up and the orphan: look once more.
    for (const [it, grant] of (await findGrants(ports, strangers, apart)).grants) known.set(it, grant);
  }
  if (known.size === 0) return;

  const rows = [...known].map(([it, grant]) => receiptRow(grant, via(it), it.receipt, now));
  const keys = [...new Set(rows.map(({ message }) => message!))];
  await carryOutChange(ports, { keys, rows, move: () => raise(ports.messages, rows) });
}

const via = ({ route, vendor }: IncomingReceipt): { id: string; vendor: string } => ({ id: route, vendor });

/** Signed by the vendor, but not for the grant that its address names: an operator should look at the cause. */
function tellApart({ log, metrics }: ReceiptPorts, apart: GrantsFound['apart']): void {
  const byKind = Map.groupBy([...apart], ([{ route }, why]) => `${route} ${why}`);
  for (const of of byKind.values()) {
    const [{ route, vendor }, why] = of[0]!;
    metrics.receiptsApart(vendor, why, of.length);
    log.warn('receipt.apart', { route, vendor, why, receipts: of.length });
  }
}
