import { newRequestId, parseApiKey, type TenantId } from '#libs/kernel';
import { SEEDED_SCOPES } from '../domain/principal.ts';
import { ApiKeys, KeyHasher, Passwords, Tenants, Users } from './ports.ts';

export interface SeedPorts {
  readonly tenants: Tenants;
  readonly users: Users;
  readonly keys: ApiKeys;
  readonly passwords: Passwords;
  readonly hasher: KeyHasher;
}

export interface Seeds {
  readonly seedTenant: TenantId;
  readonly seedDestinations: readonly string[];
  readonly seedDefaultRegion: string | undefined;
  readonly seedAdminUsername: string;
  readonly seedAdminPassword: string | undefined;
  readonly seedApiKey: string | undefined;
}

/** What a first start needs. Any number of gateways may do it at once, and again: what is there stays as it is. */
export async function seed(ports: SeedPorts, seeds: Seeds): Promise<void> {
  const { seedTenant: tenant, seedDestinations: destinations, seedDefaultRegion } = seeds;
  const policy = { destinations: [...destinations], ...(seedDefaultRegion && { default_region: seedDefaultRegion }) };
  await ports.tenants.seed({ id: tenant, policy });

  if (seeds.seedAdminPassword !== undefined) await seedAdmin(ports, seeds, seeds.seedAdminPassword);
  if (seeds.seedApiKey !== undefined) await seedKey(ports, tenant, seeds.seedApiKey);
}

async function seedAdmin({ users, passwords }: SeedPorts, seeds: Seeds, password: string): Promise<void> {
  const username = seeds.seedAdminUsername.toLowerCase();
  if ((await users.findByName(username)) !== undefined) return;

  const passwordHash = await passwords.hash(password);
  const user = {
    id: newRequestId(),
    tenant: seeds.seedTenant,
    username,
    passwordHash,
    role: 'owner',
    active: true,
  } as const;
  await users.seed(user);
}

async function seedKey({ keys, hasher }: SeedPorts, tenant: TenantId, key: string): Promise<void> {
  const parsed = parseApiKey(key);
  if (parsed === undefined) throw new Error('SEED_API_KEY is not an API key.');

  const { keyId: id, environment, secret } = parsed;
  await keys.seed({ id, tenant, environment, hash: hasher.hash(secret), last4: key.slice(-4), scopes: SEEDED_SCOPES });
}
