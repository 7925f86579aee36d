import { MOST_REFUSED_LINES, type ImportOptOutsReply, type OptOutLine, type RefusedLine } from '#libs/contracts';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import { regionOf } from './add-opt-out.ts';
import type { OptOutPorts } from './ports.ts';

/** Adds the lines of a file; those that could not be read, here or by the dispatcher, are named. */
export function importOptOuts(
  { dispatcher, tenants, audit }: OptOutPorts,
  principal: Principal,
  { lines, refused }: { readonly lines: OptOutLine[]; readonly refused: readonly RefusedLine[] },
  clientIp: string,
): Promise<ImportOptOutsReply> {
  const reason = (reply: ImportOptOutsReply): string =>
    `added=${reply.added} known=${reply.known} refused=${reply.refused}`;
  return audited(audit, { principal, action: 'opt_outs.import', reason, clientIp }, async () => {
    const region = await regionOf(tenants, principal);
    const of = { tenant: principal.tenant, ...region, by: nameOf(principal) };
    const reply = await dispatcher.optOuts.import({ ...of, lines });
    const errors = [...reply.errors, ...refused].sort((one, other) => one.line - other.line);
    return { ...reply, refused: reply.refused + refused.length, errors: errors.slice(0, MOST_REFUSED_LINES) };
  });
}
