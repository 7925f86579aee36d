import type { PolicyView, SavePolicyRequest } from '#libs/contracts';
import { nameOf, sees, type Principal } from '../domain/principal.ts';
import type { RoutePorts } from './read-route.ts';
import { nothingHere, recorded } from './recorded.ts';

/** Puts the rules in place of those of `version`; `version_conflict` when there are others by now. */
export function savePolicy(
  { routing, audit }: RoutePorts,
  principal: Principal,
  policy: Pick<SavePolicyRequest, 'environment' | 'version' | 'rules'>,
  from: string,
): Promise<PolicyView> {
  const { tenant } = principal;
  return recorded(audit, { principal, action: 'policy.save', target: policy.environment, from }, async () => {
    if (!sees(principal, policy.environment)) throw nothingHere();
    return routing.savePolicy({ tenant, by: nameOf(principal), ...policy });
  });
}
