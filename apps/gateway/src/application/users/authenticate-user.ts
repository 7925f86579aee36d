import { isTenantId } from '#libs/kernel';
import { principalOfUser, type Principal } from '../../domain/principal.ts';
import type { Users } from './ports.ts';

/** The claims of an access token, not interpreted yet; its signature and times have been checked. */
export interface Claims {
  readonly sub?: unknown;
  readonly tenant?: unknown;
  readonly exp?: unknown;
}

/** The role is the user's present one, so that a change counts at once and not when the token ends. */
export async function authenticateUser(users: Users, { sub, tenant, exp }: Claims): Promise<Principal | undefined> {
  if (typeof sub !== 'string' || typeof tenant !== 'string' || !isTenantId(tenant) || typeof exp !== 'number')
    return undefined;

  const user = await users.find(tenant, sub);
  return user?.active ? principalOfUser(user) : undefined;
}
