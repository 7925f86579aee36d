import type { Environment } from '#libs/contracts';
import { nameOf, sees, type Principal } from '../domain/principal.ts';
import type { RoutePorts } from './read-route.ts';
import { nothingHere, recorded } from './recorded.ts';

/** Back to no policy; the present version's unless one is given. */
export function deletePolicy(
  { routing, audit }: RoutePorts,
  principal: Principal,
  { environment, version }: { readonly environment: Environment; readonly version?: number },
  from: string,
): Promise<void> {
  const { tenant } = principal;
  return recorded(audit, { principal, action: 'policy.delete', target: environment, from }, async () => {
    if (!sees(principal, environment)) throw nothingHere();
    const present = await routing.policy({ tenant, environment });
    if (present.rules.length === 0 && (version ?? present.version) === present.version) return;
    await routing.savePolicy({
      tenant,
      environment,
      by: nameOf(principal),
      version: version ?? present.version,
      rules: [],
    });
  });
}
