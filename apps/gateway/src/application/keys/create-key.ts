import { newApiKey, PostriderError, type NewApiKey, type TenantId } from '#libs/kernel';
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

export interface KeyWanted {
  readonly environment: Environment;
  readonly scopes: readonly Scope[];
  /** A name for people. */
  readonly name: string | undefined;
  readonly expiresAt?: Date;
  readonly allowedIps?: readonly string[];
  readonly dailyLimit?: number;
  readonly countsAs?: string;
}

export interface CreateKey extends KeyWanted {
  readonly tenant: TenantId;
  readonly actor: string;
}

/** More keys of a tenant are probably an error of a program that creates them. */
export const MOST_KEYS = 1_000;

/** A new key of a tenant. The key itself is in the answer and nowhere else. */
export async function createKey(ports: CreateKeyPorts, wanted: CreateKey): Promise<NewApiKey> {
  const { tenant, actor } = wanted;
  if (!(await ports.tenants.find(tenant))) throw noTenant(tenant);

  const made = await addKey(ports, wanted);
  await ports.audit.record({ action: 'key.create', outcome: 'allowed', actor, tenant, target: made.keyId });
  return made;
}

export async function addKey(
  { keys, hasher }: Pick<CreateKeyPorts, 'keys' | 'hasher'>,
  { actor, ...of }: CreateKey,
): Promise<NewApiKey> {
  if ((await keys.countUsable(of.tenant)) >= MOST_KEYS)
    throw new PostriderError('limit_reached', `There are ${MOST_KEYS} usable keys. Revoke one first.`);
  const made = newApiKey(of.environment);
  const hash = hasher.hash(made.secret);
  await keys.add({ ...of, id: made.keyId, hash, last4: made.key.slice(-4), createdBy: actor });
  return made;
}
