import { newRequestId, parseApiKey, randomBase32, type TenantId } from '#libs/kernel';
import type { Log } from '#libs/observability';
import { SEEDED_SCOPES } from '../../domain/principal.ts';
import { ApiKeys, KeyHasher } from '../keys/ports.ts';
import { FirstPassword, Passwords, Users, type UserRecord } from '../users/ports.ts';
import { Tenants } from './ports.ts';
import { seedTenant } from './seed-tenant.ts';

export interface SeedPorts {
  readonly tenants: Tenants;
  readonly users: Users;
  readonly keys: ApiKeys;
  readonly passwords: Passwords;
  readonly hasher: KeyHasher;
  /** Absent: without a password in the settings no administrator is made. */
  readonly firstPassword?: FirstPassword;
  readonly log: Log;
}

export interface Seeds {
  readonly seedTenant: TenantId;
  readonly seedDestinations: readonly string[];
  readonly seedDefaultRegion: string | undefined;
  /** Whether the first administrator is made. */
  readonly seedAdmin: boolean;
  readonly seedAdminUsername: string;
  readonly seedAdminPassword: string | undefined;
  readonly seedApiKey: string | undefined;
}

/** A setting that differs from the database, whose value is used. */
type Ignored = 'SEED_ADMIN_USERNAME' | 'SEED_ADMIN_PASSWORD' | 'SEED_API_KEY';

/** Makes the data that a first start needs. Any number of gateways may do it at once, and again. */
export async function seed(ports: SeedPorts, seeds: Seeds): Promise<void> {
  await seedTenant(ports, seeds);
  const settings = [...(seeds.seedAdmin ? await seedAdmin(ports, seeds) : []), ...(await seedKey(ports, seeds))];
  await ports.users.seedAdministrator(seeds.seedTenant);
  if (settings.length > 0) ports.log.warn('seed.differs', { settings });
}

async function seedAdmin(ports: SeedPorts, seeds: Seeds): Promise<Ignored[]> {
  const { seedTenant: tenant, seedAdminPassword: password } = seeds;
  const username = seeds.seedAdminUsername.toLowerCase();
  if (password === undefined) {
    await makeFirst(ports, tenant, username);
    return [];
  }
  const found = await ports.users.findByName(username);
  if (found !== undefined) return ignoredOf(found, ports, tenant, password);

  await make(ports, tenant, username, password);
  return [];
}

/** With a password of its own, if the tenant has no user yet. */
async function makeFirst(ports: SeedPorts, tenant: TenantId, username: string): Promise<void> {
  const { users, firstPassword } = ports;
  if (firstPassword === undefined || (await users.count(tenant)) > 0) return;
  const password = randomBase32(20);
  const kept = await firstPassword.keep(username, password);
  await ((await make(ports, tenant, username, password)) ? kept.hand() : kept.drop());
}

async function make(
  { users, passwords }: SeedPorts,
  tenant: TenantId,
  username: string,
  password: string,
): Promise<boolean> {
  const passwordHash = await passwords.hash(password);
  return users.seed({ id: newRequestId(), tenant, username, passwordHash, role: 'owner', active: true });
}

async function ignoredOf(
  { tenant, passwordHash }: UserRecord,
  { passwords }: SeedPorts,
  seeded: TenantId,
  password: string,
): Promise<Ignored[]> {
  if (tenant !== seeded) return ['SEED_ADMIN_USERNAME'];
  return differs('SEED_ADMIN_PASSWORD', !(await passwords.verify(password, passwordHash, NOTHING_AROUND)));
}

const NOTHING_AROUND = { before: async () => undefined, after: async () => undefined };

async function seedKey(
  { keys, hasher }: SeedPorts,
  { seedTenant: tenant, seedApiKey: key }: Seeds,
): Promise<Ignored[]> {
  if (key === undefined) return [];
  const parsed = parseApiKey(key);
  if (parsed === undefined) throw new Error('SEED_API_KEY is not an API key.');

  const { keyId: id, environment, secret } = parsed;
  const hash = hasher.hash(secret);
  await keys.seed({ id, tenant, environment, hash, last4: key.slice(-4), scopes: SEEDED_SCOPES });

  const stored = await keys.find(id);
  return differs('SEED_API_KEY', stored?.tenant !== tenant || Buffer.compare(stored.hash, hash) !== 0);
}

const differs = (setting: Ignored, it: boolean): Ignored[] => (it ? [setting] : []);
