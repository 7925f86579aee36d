import { PostriderError, type TenantId } from '#libs/kernel';
import { may, type Principal } from '../../domain/principal.ts';
import { audited } from './audited.ts';
import {
  INSTALLATION,
  type AuditAnchors,
  type AuditChoice,
  type AuditLog,
  type AuditRow,
  type AuditTrail,
} from './ports.ts';
import { verifyChain, type Verification } from './verify-chain.ts';

export interface ReadAuditPorts {
  readonly trail: AuditTrail;
  readonly anchors: AuditAnchors;
  readonly audit: AuditLog;
}

export const CHAINS = ['tenant', 'installation'] as const;
/** The caller's own, or what no tenant did. */
export type Chain = (typeof CHAINS)[number];

export async function listAuditLog(
  { trail }: Pick<ReadAuditPorts, 'trail'>,
  principal: Principal,
  {
    chain,
    choice,
    ...page
  }: { readonly chain: Chain; readonly choice: AuditChoice; readonly limit: number; readonly after?: string },
): Promise<{ readonly rows: readonly AuditRow[]; readonly next?: string }> {
  return trail.page(readable(principal, chain), choice, page);
}

/** All rows of a choice; it rejects if the first one cannot be read. */
export function exportAuditLog(
  { trail, audit }: ReadAuditPorts,
  principal: Principal,
  { chain, choice }: { readonly chain: Chain; readonly choice: AuditChoice },
  clientIp: string,
): Promise<AsyncIterable<AuditRow>> {
  const reason = Object.keys(choice).toSorted().join(',');
  return audited(audit, { principal, action: 'audit.export', target: chain, reason, clientIp }, async () =>
    begun(trail.rows(readable(principal, chain), choice)),
  );
}

export function verifyAuditLog(
  ports: ReadAuditPorts,
  principal: Principal,
  { chain, signal }: { readonly chain: Chain; readonly signal: AbortSignal },
  clientIp: string,
): Promise<Verification> {
  const reason = ({ firstBad, rows }: Verification): string =>
    firstBad ? `${firstBad.problem} at ${firstBad.seq}` : `verified ${rows} rows`;
  return audited(ports.audit, { principal, action: 'audit.verify', target: chain, reason, clientIp }, async () =>
    verifyChain(ports, readable(principal, chain), signal),
  );
}

/** The log is of both environments, and a test key sees one. */
function readable(principal: Principal, chain: Chain): TenantId {
  if (principal.kind === 'key' && principal.environment === 'test')
    throw new PostriderError('insufficient_scope', 'The audit log is of both environments: read it with a live key.');
  if (chain === 'tenant') return principal.tenant;
  if (!may(principal, 'tenants:write'))
    throw new PostriderError('insufficient_scope', 'Only an installation administrator reads this chain.');
  return INSTALLATION;
}

async function begun<Item>(items: AsyncIterable<Item>): Promise<AsyncIterable<Item>> {
  const iterator = items[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  })();
}
