import type { Environment, SubmitPolicy } from '#libs/contracts';
import { PostriderError } from '#libs/kernel';
import type { Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { TenantRecord, Tenants } from './ports.ts';
import { viewOf, type TenantView } from './read-tenant.ts';
import { audited } from '../audit/audited.ts';
import { preconditionFailed, type IsWanted } from '../policies/save-policy.ts';
import { tenantGone } from './tenant-policy.ts';

/** Given fields are changed; null removes the value. */
export interface TenantChange extends PolicyChange {
  readonly name?: string;
  readonly zone?: string;
  readonly default_environment?: Environment;
  readonly messages_per_minute?: number | null;
}

export interface PolicyChange extends Partial<Omit<SubmitPolicy, 'default_region'>> {
  readonly default_region?: string | null | undefined;
}

/** Changes the caller's tenant. It applies to the next call, on every replica. */
export function changeTenant(
  { tenants, audit }: { readonly tenants: Tenants; readonly audit: AuditLog },
  principal: Principal,
  { change, isWanted }: { readonly change: TenantChange; readonly isWanted: IsWanted },
  clientIp: string,
): Promise<TenantView> {
  const { tenant } = principal;
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: 'tenant.change', target: tenant, reason, clientIp }, async () => {
    const found = await tenants.read(tenant);
    if (found === undefined) throw tenantGone();
    if (!isWanted(found.version)) throw preconditionFailed();
    const changed = await tenants.change(changedBy(found, change));
    if (changed === undefined) throw preconditionFailed();
    return viewOf(changed);
  });
}

function changedBy(tenant: TenantRecord, change: TenantChange): TenantRecord {
  const { messagesPerMinute, ...kept } = tenant;
  const { name = kept.name, zone = kept.zone, default_environment = kept.defaultEnvironment, ...of } = change;
  const { messages_per_minute: perMinute = messagesPerMinute, ...ofPolicy } = of;
  const policy = policyWith(tenant.policy, ofPolicy);
  if (policy.block_international && policy.default_region === undefined)
    throw new PostriderError('invalid_field', 'block_international needs default_region: the only country allowed.');
  const changed = { ...kept, name, zone, defaultEnvironment: default_environment, policy };
  return typeof perMinute === 'number' ? { ...changed, messagesPerMinute: perMinute } : changed;
}

export function policyWith(policy: SubmitPolicy, change: PolicyChange): SubmitPolicy {
  const { default_region: region, ...given } = { ...policy, ...change };
  return { ...given, ...(region && { default_region: region }) };
}
