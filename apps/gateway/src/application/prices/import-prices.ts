import { MOST_REFUSED_LINES, type ImportPricesReply, type PriceLine, type RefusedLine } from '#libs/contracts';
import { nameOf, seenBy, type Principal } from '../../domain/principal.ts';
import { audited } from '../audit/audited.ts';
import type { RoutePorts } from '../routes/read-route.ts';

/** Saves the lines of a file; those that could not be read, here or by the dispatcher, are named. */
export function importPrices(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { lines, refused }: { readonly lines: PriceLine[]; readonly refused: readonly RefusedLine[] },
  clientIp: string,
): Promise<ImportPricesReply> {
  const reason = (reply: ImportPricesReply): string =>
    `saved=${reply.saved} known=${reply.known} refused=${reply.refused}`;
  return audited(audit, { principal, action: 'prices.import', reason, clientIp }, async () => {
    const of = { tenant: principal.tenant, ...seenBy(principal), by: nameOf(principal) };
    const reply = await dispatcher.prices.import({ ...of, lines });
    const errors = [...reply.errors, ...refused].sort((one, other) => one.line - other.line);
    return { ...reply, refused: reply.refused + refused.length, errors: errors.slice(0, MOST_REFUSED_LINES) };
  });
}
