import { newApiKey, type NewApiKey, type TenantId } from '#libs/kernel';
import type { Environment } from '#libs/contracts';
import { ApiKeys, KeyHasher } from './ports.ts';
import { AuditLog } from '../audit/ports.ts';
import { Tenants } from '../tenants/ports.ts';
import type { Scope } from '../ports.ts';
import { noTenant } from '../tenants/no-tenant.ts';

export interface CreateKeyPorts {
  readonly tenants: Tenants;
  readonly keys: ApiKeys;
  readonly hasher: KeyHasher;
  readonly audit: AuditLog;
}

export interface CreateKey {
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly scopes: readonly Scope[];
  /** A name for people. */
  readonly name: string | undefined;
  readonly actor: string;
}

/** Creates a key of a tenant. The key itself is only in the answer. */
export async function createKey(ports: CreateKeyPorts, { actor, ...of }: CreateKey): Promise<NewApiKey> {
  const { tenant, environment } = of;
  if (!(await ports.tenants.find(tenant))) throw noTenant(tenant);

  const made = newApiKey(environment);
  const hash = ports.hasher.hash(made.secret);
  await ports.keys.add({ ...of, id: made.keyId, hash, last4: made.key.slice(-4), createdBy: actor });
  await ports.audit.record({ action: 'key.create', outcome: 'allowed', actor, tenant, target: made.keyId });
  return made;
}
