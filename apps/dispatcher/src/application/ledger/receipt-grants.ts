import type { EvidenceDocument, ReceiptApart } from '#libs/contracts';
import { isMessageKey, tenantOf } from '#libs/kernel';
import { saysId, whyApart, type NamedGrant } from '../../domain/ledger/receipt-owner.ts';
import type { ChangePorts } from './carry-out-change.ts';
import type { IncomingReceipt } from './record-receipts.ts';

export interface GrantsFound {
  readonly grants: Map<IncomingReceipt, NamedGrant>;
  /** Receipts that are not for the grant that their address names. */
  readonly apart: Map<IncomingReceipt, ReceiptApart>;
}

/**
 * Finds the grant of each receipt: the one with the vendor's id; if none has it, the one that the address names, unless
 * that has another id. `refuted`: receipts whose address is known to be wrong, so that only their id counts.
 */
export async function findGrants(
  ports: Pick<ChangePorts, 'evidence' | 'messages'>,
  incoming: readonly IncomingReceipt[],
  refuted: GrantsFound['apart'] = new Map(),
): Promise<GrantsFound> {
  const found: GrantsFound = { grants: new Map(), apart: new Map() };
  const rows = await rowsOfIds(ports, incoming);
  for (const it of incoming) {
    const certain = grantOf(it, rows.get(idOf(it))?.filter(saysId));
    if (certain) found.grants.set(it, certain);
  }
  await joinByAddress(
    ports,
    incoming.filter((it) => !found.grants.has(it) && !refuted.has(it)),
    found,
  );
  for (const it of incoming) {
    const searched = found.grants.has(it) ? undefined : grantOf(it, rows.get(idOf(it)));
    if (searched) found.grants.set(it, searched);
  }
  for (const [it, grant] of found.grants) if (isElsewhere(it, grant)) found.apart.set(it, 'another_id');
  return found;
}

const idOf = ({ route, receipt }: IncomingReceipt): string => `${route} ${receipt.vendor_message_id}`;

async function rowsOfIds({ evidence }: Pick<ChangePorts, 'evidence'>, incoming: readonly IncomingReceipt[]) {
  const byRoute = Map.groupBy(incoming, ({ route }) => route);
  const read = [...byRoute].map(([route, group]) =>
    evidence.byVendorIds(route, [...new Set(group.map(({ receipt }) => receipt.vendor_message_id))]),
  );
  return Map.groupBy((await Promise.all(read)).flat(), (row) => `${row.route} ${row.vendor_message_id}`);
}

/** The named one among the grants that have the id, or else the first of them. */
function grantOf(it: IncomingReceipt, rows: readonly EvidenceDocument[] = []): NamedGrant | undefined {
  const grants = rows.flatMap(({ message, fence, tenant }) =>
    message && tenant === it.tenant ? [{ key: message, fence }] : [],
  );
  return grants.find((grant) => namedBy(it) && !isElsewhere(it, grant)) ?? grants[0];
}

function namedBy({ tenant, receipt: { message: key, fence } }: IncomingReceipt): NamedGrant | undefined {
  if (key === undefined || fence === undefined || !isMessageKey(key) || tenantOf(key) !== tenant) return undefined;
  return { key, fence };
}

function isElsewhere(it: IncomingReceipt, { key, fence }: NamedGrant): boolean {
  const named = namedBy(it);
  return named !== undefined && (named.key !== key || named.fence !== fence);
}

/** Evidence is only read for receipts that arrived before the answer, or whose answer was lost. */
async function joinByAddress(
  { evidence, messages }: Pick<ChangePorts, 'evidence' | 'messages'>,
  incoming: readonly IncomingReceipt[],
  { grants, apart }: GrantsFound,
): Promise<void> {
  const named = incoming.flatMap((it) => {
    const grant = namedBy(it);
    return grant ? [{ it, grant }] : [];
  });
  if (named.length === 0) return;
  const keys = [...new Set(named.map(({ grant }) => grant.key))];
  const [stored, rows] = await Promise.all([messages.byKeys(keys), evidence.ofMessages(keys)]);
  const byKey = new Map(stored.map((message) => [message._id, message]));

  const idsOfGrants = new Map<string, string>();
  for (const { it, grant } of named) {
    const name = `${grant.key}.${grant.fence}`;
    const id = it.receipt.vendor_message_id;
    const why = whyApart(grant, it.receipt, it.route, byKey.get(grant.key), rows.get(grant.key) ?? []);
    // Another receipt of this batch may have given the grant its id.
    const isSecond = (idsOfGrants.get(name) ?? id) !== id;
    if (why !== undefined || isSecond) apart.set(it, why ?? 'another_id');
    else {
      idsOfGrants.set(name, id);
      grants.set(it, grant);
    }
  }
}
