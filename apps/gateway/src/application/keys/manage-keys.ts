import { clock, PostriderError, type NewApiKey } from '#libs/kernel';
import { nameOf, sees, type Principal } from '../../domain/principal.ts';
import { audited, nothingHere, read } from '../audit/audited.ts';
import { AuditLog } from '../audit/ports.ts';
import { addKey, type KeyWanted } from './create-key.ts';
import { QuotaLimits } from '../ports.ts';
import { ApiKeys, KeyHasher, type ApiKeyView, type KeyChange } from './ports.ts';

export interface KeyPorts {
  readonly keys: ApiKeys;
  readonly hasher: KeyHasher;
  readonly quotaLimits: QuotaLimits;
  readonly audit: AuditLog;
}

/** The keys that the caller sees, the oldest first, including ended ones. */
export async function listOwnKeys({ keys }: KeyPorts, principal: Principal): Promise<readonly ApiKeyView[]> {
  return (await keys.list(principal.tenant)).filter(({ environment }) => sees(principal, environment));
}

export function readKey(ports: KeyPorts, principal: Principal, id: string, clientIp: string): Promise<ApiKeyView> {
  return read(ports.audit, { principal, action: 'key.read', target: id, clientIp }, () => find(ports, principal, id));
}

/** Creates a key whose scopes the caller has too. One that a key creates shares the daily limit of that key. */
export function createOwnKey(
  ports: KeyPorts,
  principal: Principal,
  wanted: KeyWanted,
  clientIp: string,
): Promise<NewApiKey> {
  const act = { principal, action: 'key.create', target: ({ keyId }: NewApiKey) => keyId, clientIp } as const;
  return audited(ports.audit, act, async () => {
    refuseMore(principal, wanted);
    if (wanted.expiresAt && wanted.expiresAt.getTime() <= clock.now())
      throw new PostriderError('invalid_api_key', 'expires_at has passed.');
    const bounds = await boundsFor(ports, principal, wanted);
    const { kind, id, countsAs = id } = principal;
    const of = { ...wanted, ...bounds, ...(kind === 'key' && { countsAs }) };
    return addKey(ports, { ...of, tenant: principal.tenant, actor: nameOf(principal) });
  });
}

/**
 * A new key with the same rights; the old one is valid for another `overlapS` seconds, so that its users can change
 * over.
 */
export function rotateKey(
  ports: KeyPorts,
  principal: Principal,
  { id, overlapS }: { readonly id: string; readonly overlapS: number },
  clientIp: string,
): Promise<NewApiKey> {
  return audited(ports.audit, { principal, action: 'key.rotate', target: id, clientIp }, async () => {
    const old = await find(ports, principal, id);
    if (!old) throw nothingHere();
    refuseMore(principal, old);
    await refuseWider(ports, principal, old);
    const { environment, scopes, name, expiresAt, allowedIps, dailyLimit, countsAs = id } = old;
    const wanted = {
      environment,
      scopes,
      name,
      ...(expiresAt && { expiresAt }),
      ...(allowedIps && { allowedIps }),
      ...(dailyLimit !== undefined && { dailyLimit }),
      countsAs,
    };
    const made = await addKey(ports, { ...wanted, tenant: principal.tenant, actor: nameOf(principal) });
    const endsAt = new Date(clock.now() + overlapS * 1_000);
    if (await ports.keys.replace(principal.tenant, id, { id: made.keyId, endsAt })) return made;
    await ports.keys.discard(principal.tenant, made.keyId);
    throw new PostriderError('already_closed', 'The key is revoked, expired or already rotated. Create a new one.');
  });
}

/** Revoking it again changes nothing. */
export function revokeOwnKey(ports: KeyPorts, principal: Principal, id: string, clientIp: string): Promise<void> {
  return audited(ports.audit, { principal, action: 'key.revoke', target: id, clientIp }, async () => {
    if (!(await find(ports, principal, id))) throw nothingHere();
    await ports.keys.revoke(principal.tenant, id);
  });
}

/** Its name and its daily limit; a key cannot give another key more than it has itself, nor raise its own limit. */
export function changeKey(
  ports: KeyPorts,
  principal: Principal,
  { id, ...to }: KeyChange & { readonly id: string },
  clientIp: string,
): Promise<ApiKeyView> {
  return audited(ports.audit, { principal, action: 'key.change', target: id, clientIp }, async () => {
    const found = await find(ports, principal, id);
    if (!found) throw nothingHere();
    refuseMore(principal, found);
    if (to.dailyLimit !== undefined) limitFor(ports, principal, to.dailyLimit ?? ports.quotaLimits.keyPerDay);
    const changed = await ports.keys.change(principal.tenant, id, to);
    if (!changed) throw nothingHere();
    return changed;
  });
}

/** The daily limit of a key that the caller makes or changes: a key gives at most its own. */
function limitFor({ quotaLimits }: KeyPorts, principal: Principal, wanted: number | undefined): number | undefined {
  if (principal.kind !== 'key') return wanted;
  const most = principal.dailyLimit ?? quotaLimits.keyPerDay;
  if (wanted !== undefined && wanted > most)
    throw new PostriderError('insufficient_scope', 'daily_limit is more than your own key has.');
  return wanted ?? principal.dailyLimit;
}

/** A key that a key makes ends no later, sends no more, and is used from the same addresses or from some of them. */
async function boundsFor(
  ports: KeyPorts,
  principal: Principal,
  { expiresAt, allowedIps, dailyLimit }: KeyWanted,
): Promise<Pick<KeyWanted, 'expiresAt' | 'allowedIps' | 'dailyLimit'>> {
  const { keys } = ports;
  const { kind, tenant, id } = principal;
  const limit = limitFor(ports, principal, dailyLimit);
  const own = kind === 'key' ? await keys.read(tenant, id) : undefined;
  const more = allowedIps?.filter((address) => own?.allowedIps && !own.allowedIps.includes(address)) ?? [];
  if (more.length > 0)
    throw new PostriderError('insufficient_scope', 'allowed_ips has addresses that your own key does not have.');
  const ends = [expiresAt, own?.expiresAt].filter((at) => at !== undefined);
  const addresses = allowedIps ?? own?.allowedIps;
  return {
    ...(ends.length > 0 && { expiresAt: new Date(Math.min(...ends.map((at) => at.getTime()))) }),
    ...(addresses && { allowedIps: addresses }),
    ...(limit !== undefined && { dailyLimit: limit }),
  };
}

/** The caller gets the secret of the new key, so a key rotates none that it could not make. */
async function refuseWider(ports: KeyPorts, principal: Principal, old: ApiKeyView): Promise<void> {
  const dailyLimit = old.dailyLimit ?? ports.quotaLimits.keyPerDay;
  const { environment, scopes, name, expiresAt, allowedIps } = old;
  const wanted = {
    environment,
    scopes,
    name,
    dailyLimit,
    ...(expiresAt && { expiresAt }),
    ...(allowedIps && { allowedIps }),
  };
  const bounds = await boundsFor(ports, principal, wanted);
  if (bounds.expiresAt?.getTime() !== expiresAt?.getTime() || bounds.allowedIps !== allowedIps)
    throw new PostriderError(
      'insufficient_scope',
      'The key ends later or is used from more addresses than your own key.',
    );
}

async function find({ keys }: KeyPorts, principal: Principal, id: string): Promise<ApiKeyView | undefined> {
  const found = await keys.read(principal.tenant, id);
  return found && sees(principal, found.environment) ? found : undefined;
}

function refuseMore(principal: Principal, { environment, scopes }: Pick<KeyWanted, 'environment' | 'scopes'>): void {
  if (!sees(principal, environment))
    throw new PostriderError('insufficient_scope', `This call makes ${principal.environment} keys only.`);
  const missing = scopes.filter((scope) => !principal.scopes.includes(scope));
  if (missing.length > 0)
    throw new PostriderError(
      'insufficient_scope',
      `You do not have ${missing.join(', ')}, so you cannot give it to a key.`,
    );
}
