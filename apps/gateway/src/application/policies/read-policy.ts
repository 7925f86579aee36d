import { ENVIRONMENTS, type Environment, type PolicyView } from '#libs/contracts';
import { sees, type Principal } from '../../domain/principal.ts';
import type { RoutePorts } from '../routes/read-route.ts';
import { nothingHere, read } from '../audit/audited.ts';

/** The policy of an environment that the principal sees. */
export function readPolicy(
  { dispatcher, audit }: RoutePorts,
  principal: Principal,
  environment: Environment,
  clientIp: string,
): Promise<PolicyView> {
  return read(audit, { principal, action: 'policy.read', target: environment, clientIp }, async () => {
    if (!sees(principal, environment)) throw nothingHere();
    return dispatcher.policies.read({ tenant: principal.tenant, environment });
  });
}

export function readPolicies(
  { dispatcher }: Pick<RoutePorts, 'dispatcher'>,
  principal: Principal,
): Promise<PolicyView[]> {
  const { tenant } = principal;
  const seen = ENVIRONMENTS.filter((environment) => sees(principal, environment));
  return Promise.all(seen.map((environment) => dispatcher.policies.read({ tenant, environment })));
}
