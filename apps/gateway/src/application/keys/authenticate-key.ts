import { timingSafeEqual } from 'node:crypto';
import { AddressList, clock, parseApiKey, PostriderError } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import { ApiKeys, KeyHasher, KeyRefusals, type ApiKeyRecord } from './ports.ts';
import { AuditLog } from '../audit/ports.ts';

export interface AuthenticateKeyPorts {
  readonly keys: ApiKeys;
  readonly hasher: KeyHasher;
  readonly audit: AuditLog;
  readonly refusals: KeyRefusals;
}

/**
 * Refuses a key with a wrong checksum without a look-up; every other refusal costs one HMAC and has the same answer.
 */
export async function authenticateKey(
  { keys, hasher, audit, refusals }: AuthenticateKeyPorts,
  presented: string,
  clientIp: string,
): Promise<Principal> {
  const parsed = parseApiKey(presented);
  if (parsed === undefined) throw unauthenticated();

  const digest = hasher.hash(parsed.secret);
  const key = await keys.find(parsed.keyId);
  const problem = problemOf(key, digest, parsed.environment, clientIp);
  if (key === undefined || problem !== undefined) {
    // With another secret the call is not the key's own.
    if (key && problem !== WRONG_SECRET) refusals.note(key.tenant, key.id, 'unauthenticated');
    const actor = `key:${parsed.keyId}`;
    await audit.record({
      action: 'auth.credential',
      outcome: 'denied',
      actor,
      tenant: key?.tenant,
      code: 'unauthenticated',
      reason: problem,
      clientIp,
    });
    throw unauthenticated();
  }

  const { id, tenant, scopes, environment, dailyLimit, countsAs } = key;
  keys.noteUse(id);
  return {
    kind: 'key',
    id,
    tenant,
    scopes,
    environment,
    ...(dailyLimit !== undefined && { dailyLimit }),
    ...(countsAs !== undefined && { countsAs }),
  };
}

/** Marks a key that was sent in a URL. Only a key that exists is marked; every case is audited. */
export async function noteExposedKey(
  { keys, hasher, audit }: Omit<AuthenticateKeyPorts, 'refusals'>,
  presented: string | undefined,
  clientIp: string,
): Promise<void> {
  const parsed = presented === undefined ? undefined : parseApiKey(presented);
  const key = parsed && (await keys.find(parsed.keyId));
  const ours = parsed && key && timingSafeEqual(hasher.hash(parsed.secret), key.hash);

  if (ours) await keys.flagExposed(key.id);
  const actor = ours ? `key:${key.id}` : 'anonymous';
  await audit.record({
    action: 'auth.key_in_url',
    outcome: 'denied',
    actor,
    tenant: ours ? key.tenant : undefined,
    code: 'unauthenticated',
    clientIp,
  });
}

/** The same error for unknown, wrong, expired and revoked credentials. */
export const unauthenticated = (): PostriderError =>
  new PostriderError(
    'unauthenticated',
    'Send a valid API key in X-API-Key, or a key or access token as a Bearer token.',
  );

function problemOf(
  key: ApiKeyRecord | undefined,
  digest: Uint8Array,
  environment: string,
  clientIp: string,
): string | undefined {
  const matches = timingSafeEqual(digest, key?.hash ?? NO_HASH);
  if (key === undefined) return 'unknown';
  if (!matches || key.environment !== environment) return WRONG_SECRET;
  if (key.revokedAt !== undefined) return 'revoked';
  if (key.expiresAt !== undefined && key.expiresAt.getTime() <= clock.now()) return 'expired';
  if (key.allowedIps !== undefined && !AddressList.of(key.allowedIps).has(clientIp)) return 'address';
  return undefined;
}

const WRONG_SECRET = 'wrong_secret';
const NO_HASH = new Uint8Array(32);
