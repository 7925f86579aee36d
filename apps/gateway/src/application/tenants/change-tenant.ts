import type { SubmitPolicy } from '#libs/contracts';
import type { Principal } from '../../domain/principal.ts';
import type { AuditLog } from '../audit/ports.ts';
import type { Tenants } from './ports.ts';
import { viewOf, type TenantView } from './read-tenant.ts';
import { audited } from '../audit/audited.ts';
import { preconditionFailed, type IsWanted } from '../policies/save-policy.ts';
import { tenantGone } from './tenant-policy.ts';

/** Given fields are changed; null removes the region. */
export interface TenantChange {
  readonly destinations?: readonly string[];
  readonly default_region?: string | null | undefined;
}

/** Changes where the caller's tenant may send to. It applies to the next call, on every replica. */
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
    const changed = await tenants.change({ ...found, policy: policyWith(found.policy, change) });
    if (changed === undefined) throw preconditionFailed();
    return viewOf(changed);
  });
}

export function policyWith(policy: SubmitPolicy, change: TenantChange): SubmitPolicy {
  const { destinations = policy.destinations, default_region: region = policy.default_region } = change;
  return { destinations: [...destinations], ...(region && { default_region: region }) };
}
