import { nameOf } from '../../domain/principal.ts';
import type { Act } from './audited.ts';
import type { AuditLog } from './ports.ts';

/** A message as it is shown to somebody. */
interface Shown {
  readonly created_by?: string;
  readonly masked?: boolean;
}

/** One row for a call whose answer has numbers or texts of messages that others sent, or of other things they made. */
export async function auditContentRead(
  audit: AuditLog,
  { principal, target, clientIp }: Pick<Act<unknown>, 'principal' | 'clientIp'> & { readonly target?: string },
  shown: readonly Shown[],
  what = 'messages',
): Promise<void> {
  const actor = nameOf(principal);
  const others = shown.filter(({ created_by, masked }) => masked === false && created_by !== actor);
  if (others.length === 0) return;
  const { tenant } = principal;
  const row = { action: 'content.read', outcome: 'allowed', actor, tenant, clientIp } as const;
  await audit.record({ ...row, ...(target !== undefined && { target }), reason: `${what}=${others.length}` });
}
