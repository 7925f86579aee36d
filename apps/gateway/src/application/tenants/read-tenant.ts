import type { AgentPinned, Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { may, type Principal } from '../../domain/principal.ts';
import { read } from '../audit/audited.ts';
import type { AuditLog } from '../audit/ports.ts';
import { keywordAnswersView, type KeywordAnswersView } from './keyword-answers.ts';
import type { TenantRecord, Tenants } from './ports.ts';
import { tenantGone } from './tenant-policy.ts';

/** A tenant as it is shown. */
export interface TenantView extends KeywordAnswersView {
  readonly id: TenantId;
  readonly number: number;
  readonly name: string;
  readonly active: boolean;
  readonly zone: string;
  readonly default_environment: Environment;
  readonly destinations: readonly string[];
  readonly default_region?: string;
  readonly block_international: boolean;
  readonly denied_prefixes: readonly string[];
  readonly safe_prefixes: readonly string[];
  readonly duplicate_window_minutes: number;
  readonly messages_per_minute?: number;
  readonly template_four_eyes: boolean;
  readonly phones_marketing: boolean;
  readonly agent_pinned: AgentPinned;
  readonly version: number;
}

/** An installation administrator sees every tenant, others their own: another one answers like a missing one. */
export function readTenantById(
  { tenants, audit }: { readonly tenants: Tenants; readonly audit: AuditLog },
  principal: Principal,
  id: TenantId,
  clientIp: string,
): Promise<TenantView> {
  return read(audit, { principal, action: 'tenant.read', target: id, clientIp }, async () => {
    const found = seesTenant(principal, id) ? await tenants.read(id) : undefined;
    return found && viewOf(found);
  });
}

export const seesTenant = (principal: Principal, id: TenantId): boolean =>
  principal.tenant === id || may(principal, 'tenants:write');

/** The caller's own tenant, read from the database at this moment. */
export async function readTenant(
  { tenants }: { readonly tenants: Tenants },
  { tenant }: Principal,
): Promise<TenantView> {
  const found = await tenants.read(tenant);
  if (found === undefined) throw tenantGone();
  return viewOf(found);
}

export function viewOf(tenant: TenantRecord): TenantView {
  const { id, number, name, active, zone, defaultEnvironment, messagesPerMinute, policy, version } = tenant;
  const { templateFourEyes: template_four_eyes } = tenant;
  return {
    id,
    number,
    name,
    active,
    zone,
    default_environment: defaultEnvironment,
    block_international: false,
    denied_prefixes: [],
    safe_prefixes: [],
    duplicate_window_minutes: 0,
    phones_marketing: false,
    agent_pinned: 'only',
    ...policy,
    ...(messagesPerMinute !== undefined && { messages_per_minute: messagesPerMinute }),
    template_four_eyes,
    ...keywordAnswersView(tenant.confirmations),
    version,
  };
}
