import { PostriderError } from '#libs/kernel';
import { verifyChain, type Verification, type VerifyPorts } from '../../application/audit/verify-chain.ts';
import type { AuditCommand } from './audit-command.ts';
import type { Output } from './run-key-command.ts';

/** Whether every chain is as it was written. */
export async function runAuditCommand(
  ports: VerifyPorts,
  { tenant, json }: Pick<AuditCommand, 'tenant' | 'json'>,
  { result, say }: Output,
): Promise<boolean> {
  const known = new Set([...(await ports.trail.tenants()), ...(await ports.anchors.tenants())]);
  if (tenant !== undefined && !known.has(tenant))
    throw new PostriderError('not_found', `There is no chain of ${tenant}.`);

  const found: Verification[] = [];
  for (const each of tenant === undefined ? [...known].sort() : [tenant]) found.push(await verifyChain(ports, each));
  result(json ? JSON.stringify(found.map(asJson)) : found.map(sentence).join('\n'));
  const bad = found.filter(({ firstBad }) => firstBad !== undefined);
  if (bad.length > 0) say('The audit log is not as it was written. docs/runbooks says what to do.');
  return bad.length === 0;
}

function sentence({ tenant, rows, anchoredUpTo, firstBad }: Verification): string {
  if (firstBad) return `${tenant}: row ${firstBad.seq} is the first bad one: ${firstBad.problem}`;
  return `${tenant}: ${rows} rows verified, anchored up to row ${anchoredUpTo}`;
}

const asJson = ({ tenant, rows, anchoredUpTo, beforeChain, firstBad }: Verification) => ({
  tenant,
  verified: firstBad === undefined,
  rows,
  anchored_up_to: anchoredUpTo,
  before_chain: beforeChain,
  ...(firstBad && { first_bad: firstBad.seq, problem: firstBad.problem }),
});
