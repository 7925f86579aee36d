import { newRequestId, newTenantId } from '#libs/kernel';
import { nameOf, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import { audited } from '../audit/audited.ts';
import type { AuditLog } from '../audit/ports.ts';
import { hashOf, nameTaken } from '../users/manage-users.ts';
import type { LeakedPasswords, Passwords, Users } from '../users/ports.ts';
import type { Tenants } from './ports.ts';
import { viewOf, type TenantView } from './read-tenant.ts';

export interface CreateTenantPorts {
  readonly tenants: Tenants;
  readonly users: Users;
  readonly passwords: Passwords;
  readonly leaked: LeakedPasswords;
  readonly audit: AuditLog;
}

export interface TenantWanted {
  readonly name: string;
  readonly owner: { readonly username: string; readonly password: string };
  readonly default_region: string;
  readonly zone: string;
}

export interface CreatedTenant extends TenantView {
  readonly owner: { readonly id: string; readonly username: string };
}

/** A tenant that may send to its own country, and its owner. */
export function createTenant(
  ports: CreateTenantPorts,
  principal: Principal,
  { name, owner, default_region: region, zone }: TenantWanted,
  clientIp: string,
): Promise<CreatedTenant> {
  const act = { principal, action: 'tenant.create', target: ({ id }: TenantView) => id, clientIp } as const;
  return audited(ports.audit, act, async () => {
    refuseTestKey(principal);
    const username = owner.username.toLowerCase();
    if (await ports.users.findByName(username)) throw nameTaken();
    const passwordHash = await hashOf(ports, username, owner.password);
    const policy = { destinations: [region], default_region: region };
    const tenant = await ports.tenants.create({ id: newTenantId(), name, zone, policy });
    const user = {
      id: newRequestId(),
      tenant: tenant.id,
      username,
      passwordHash,
      role: 'owner',
      active: true,
    } as const;
    if ((await ports.users.add({ ...user, createdBy: nameOf(principal) })) === 'name_taken') {
      await ports.tenants.remove(tenant.id);
      throw nameTaken();
    }
    return { ...viewOf(tenant), owner: { id: user.id, username } };
  });
}
