import type { Principal } from '../../domain/principal.ts';
import type { AuditRow, AuditTrail } from './ports.ts';
import { listAuditLog } from './read-audit-log.ts';

const AT_ONCE = 100;

/** Rows of the tenant by position, newest first, and how many there are. */
export async function listAuditLogByPosition(
  ports: { readonly trail: AuditTrail },
  principal: Principal,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<{ readonly rows: readonly AuditRow[]; readonly total: number }> {
  const rows: AuditRow[] = [];
  let after: string | undefined;
  do {
    const page = { limit: Math.min(AT_ONCE, skip + limit - rows.length), ...(after !== undefined && { after }) };
    const read = await listAuditLog(ports, principal, { chain: 'tenant', choice: {}, ...page });
    rows.push(...read.rows);
    after = read.next;
  } while (after !== undefined && rows.length < skip + limit);
  const total = (rows[0]?.seq ?? 0) + (await ports.trail.countBeforeChain(principal.tenant));
  return { rows: rows.slice(skip), total };
}
