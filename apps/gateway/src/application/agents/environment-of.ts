import type { Environment } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import { sees, type Principal } from '../../domain/principal.ts';
import type { Tenants } from '../tenants/ports.ts';
import { tenantOf } from '../tenants/tenant-policy.ts';

/** The environment of a new phone or pool: the one that is given, the caller's own, or the default of the tenant. */
export async function environmentOf(
  tenants: Tenants,
  principal: Principal,
  given: Environment | undefined,
): Promise<Environment> {
  const message = 'environment must be that of the key or of Postrider-Environment.';
  if (given !== undefined && !sees(principal, given))
    throw new PostriderError('invalid_field', message, {
      errors: [{ field: 'environment', code: 'invalid_field', message }],
    });
  return given ?? principal.environment ?? (await tenantOf(tenants, principal)).defaultEnvironment;
}
