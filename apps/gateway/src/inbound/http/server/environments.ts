import { PostriderError } from '#libs/kernel';
import { ENVIRONMENTS, type Environment } from '#libs/contracts';
import type { Principal } from '../../../application/ports.ts';
import { callerOf } from './access.ts';
import { takes } from '../request/takes.ts';

/** The environment of a send; absent: the default of the tenant. */
export const EnvironmentToSend = takes(
  'environment to send in',
  (_: unknown, context): Environment | undefined => callerOf(context).environment,
);

/** The principal, narrowed by the header `Postrider-Environment`. A key may only name its own environment. */
export function narrowToEnvironment(principal: Principal, header: string | string[] | undefined): Principal {
  if (header === undefined) return principal;

  const wanted = ENVIRONMENTS.find((environment) => environment === header);
  if (wanted !== undefined && (principal.environment ?? wanted) === wanted)
    return { ...principal, environment: wanted };
  throw new PostriderError(
    'invalid_header',
    "Postrider-Environment must be live or test; with an API key it must be the key's own.",
  );
}
