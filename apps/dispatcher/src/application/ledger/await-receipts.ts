import type { EvidenceDocument } from '#libs/contracts';
import type { AwaitedReceipt } from '../../domain/ledger/awaited-receipt.ts';
import { awaitedFrom } from '../../domain/ledger/awaited-receipt.ts';
import type { RouteTable } from '../routing/route-table.ts';
import type { AwaitedReceipts } from './ports.ts';

export interface AwaitPorts {
  readonly awaited: AwaitedReceipts;
  readonly routes: Pick<RouteTable, 'byId'>;
  readonly timeScale: number;
}

/** Stores what must be asked for by the vendor's id; nothing for other routes. Repeating it changes nothing. */
export async function awaitReceipts(
  { awaited, routes, timeScale }: AwaitPorts,
  rows: readonly EvidenceDocument[],
): Promise<void> {
  const made: AwaitedReceipt[] = [];
  for (const [id, ofRoute] of Map.groupBy(rows.filter(hasVendorId), ({ route }) => route!)) {
    const route = await routes.byId(ofRoute[0]!.tenant, id);
    if (route) made.push(...awaitedFrom(ofRoute, route, timeScale));
  }
  if (made.length > 0) await awaited.insert(made);
}

const hasVendorId = ({ route, vendor_message_id }: EvidenceDocument): boolean =>
  route !== undefined && vendor_message_id !== undefined;
