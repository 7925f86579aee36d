import { PostriderError, type TenantId } from '#libs/kernel';
import { ApiKeys } from './ports.ts';
import { AuditLog } from '../audit/ports.ts';

export interface RevokeKey {
  readonly tenant: TenantId;
  readonly id: string;
  readonly actor: string;
}

/**
 * Every gateway refuses the key within the time for which credentials are cached. Revoking it again changes nothing.
 */
export async function revokeKey(
  { keys, audit }: { readonly keys: ApiKeys; readonly audit: AuditLog },
  { tenant, id, actor }: RevokeKey,
): Promise<'revoked' | 'already_revoked'> {
  const result = await keys.revoke(tenant, id);
  const row = { action: 'key.revoke', actor, tenant, target: id } as const;
  if (result === 'unknown') {
    await audit.record({ ...row, outcome: 'denied', reason: 'not_found', code: 'not_found' });
    throw new PostriderError('not_found', `There is no key ${id}; \`keys list\` shows the existing keys.`);
  }
  await audit.record({ ...row, outcome: 'allowed' });
  return result;
}
