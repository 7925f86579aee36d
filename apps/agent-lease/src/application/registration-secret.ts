import { timingSafeEqual } from 'node:crypto';
import type { RegistrationSecret, RegistrationSecretQuery, SaveRegistrationSecretRequest } from '#libs/contracts';
import { PostriderError, unicodeProblem, type TenantId } from '#libs/kernel';
import type { Hasher, RegistrationSecrets } from './ports.ts';

export interface SecretSettings {
  readonly seedTenant: TenantId;
  /** Of AGENT_REGISTRATION_SECRET: that of the first tenant until it stores one. */
  readonly registrationSecret: string | undefined;
}

export interface SecretPorts {
  readonly secrets: RegistrationSecrets;
  readonly settings: SecretSettings;
  readonly hasher: Hasher;
}

const SHORTEST = 8;

/** The stored one goes before the setting, also an empty one: then there is none. */
export async function effectiveSecret(
  secrets: RegistrationSecrets,
  { seedTenant, registrationSecret }: SecretSettings,
  tenant: TenantId,
): Promise<string | undefined> {
  return (await secrets.read(tenant)) ?? (tenant === seedTenant ? registrationSecret : undefined);
}

export async function tenantOfSecret(
  secrets: RegistrationSecrets,
  settings: SecretSettings,
  given: string,
): Promise<TenantId | undefined> {
  const tenant = await secrets.tenantOf(given);
  if (tenant) return tenant;
  const { seedTenant, registrationSecret } = settings;
  if (registrationSecret === undefined || !isSame(given, registrationSecret)) return undefined;
  return (await secrets.read(seedTenant)) === undefined ? seedTenant : undefined;
}

export async function readSecret(
  { secrets, settings }: SecretPorts,
  { tenant }: RegistrationSecretQuery,
): Promise<RegistrationSecret> {
  const secret = (await effectiveSecret(secrets, settings, tenant as TenantId)) ?? '';
  return { registration_secret: secret, configured: secret !== '' };
}

/** An empty one: there is none any more. Two tenants cannot have the same. */
export async function saveSecret(
  { secrets, settings }: SecretPorts,
  { tenant, by, registration_secret: secret }: SaveRegistrationSecretRequest,
): Promise<RegistrationSecret> {
  if (secret !== '') checkSecret(secret);
  const isOfSettings = settings.registrationSecret !== undefined && isSame(secret, settings.registrationSecret);
  const taken = isOfSettings && tenant !== settings.seedTenant;
  if (taken || !(await secrets.save(tenant as TenantId, secret, by)))
    throw new PostriderError('name_taken', 'Choose another registration secret.');
  return { registration_secret: secret, configured: secret !== '' };
}

function checkSecret(secret: string): void {
  const problem =
    unicodeProblem(secret) ?? (secret.trim() !== secret ? 'must not begin or end with a space' : undefined);
  if (problem === undefined && secret.length >= SHORTEST) return;
  const message = `registration_secret ${problem ?? `must have ${SHORTEST} characters or more, or be empty`}.`;
  throw new PostriderError('invalid_field', message, {
    errors: [{ field: 'registration_secret', code: 'invalid_field', message }],
  });
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
