import { PostriderError } from '#libs/kernel';
import { may, nameOf, type Principal, type Scope } from '../../domain/principal.ts';
import type { AuditLog } from './ports.ts';

/** Returns, or audits the refusal and throws it. */
export async function authorize(audit: AuditLog, principal: Principal, scope: Scope, clientIp: string): Promise<void> {
  if (may(principal, scope)) return;

  const { tenant } = principal;
  await audit.record({
    action: 'access.scope',
    outcome: 'denied',
    actor: nameOf(principal),
    tenant,
    code: 'insufficient_scope',
    reason: scope,
    clientIp,
  });
  throw new PostriderError('insufficient_scope', `This call needs the scope ${scope}.`);
}
