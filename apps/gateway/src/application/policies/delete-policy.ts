import type { Environment } from '#libs/contracts';
import { nameOf, sees, type Principal } from '../../domain/principal.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { nothingHere, audited } from '../audit/audited.ts';
import { asPrecondition, preconditionFailed, type IsWanted } from './save-policy.ts';

/** Removes the policy, if its version is an accepted one. */
export function deletePolicy(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  { environment, isWanted }: { readonly environment: Environment; readonly isWanted: IsWanted },
  clientIp: string,
): Promise<void> {
  const { tenant } = principal;
  return audited(audit, { principal, action: 'policy.delete', target: environment, clientIp }, async () => {
    if (!sees(principal, environment)) throw nothingHere();
    const { version, rules } = await dispatcher.policies.read({ tenant, environment });
    if (!isWanted(version)) throw preconditionFailed();
    if (rules.length === 0) return;
    const nothing = { tenant, environment, by: nameOf(principal), version, rules: [] };
    await dispatcher.policies.save(nothing).catch(asPrecondition);
  });
}
