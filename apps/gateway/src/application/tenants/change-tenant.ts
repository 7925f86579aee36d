import type { Environment, SubmitPolicy } from '#libs/contracts';
import { PostriderError, type TenantId } from '#libs/kernel';
import { may, type Principal } from '../../domain/principal.ts';
import { refuseTestKey } from '../../domain/refuse-test-key.ts';
import type { AuditLog } from '../audit/ports.ts';
import { confirmationsWith, type KeywordAnswersChange } from './keyword-answers.ts';
import type { TenantRecord, Tenants } from './ports.ts';
import { seesTenant, viewOf, type TenantView } from './read-tenant.ts';
import { audited, nothingHere } from '../audit/audited.ts';
import { preconditionFailed, type IsWanted } from '../policies/save-policy.ts';
import { tenantGone } from './tenant-policy.ts';

/** Given fields are changed; null removes the value. */
export interface TenantChange extends PolicyChange, KeywordAnswersChange {
  readonly name?: string;
  readonly zone?: string;
  readonly default_environment?: Environment;
  readonly active?: boolean;
  readonly messages_per_minute?: number | null;
  readonly template_four_eyes?: boolean;
}

export interface PolicyChange extends Partial<Omit<SubmitPolicy, 'default_region'>> {
  readonly default_region?: string | null | undefined;
}

export interface WantedChange {
  readonly id: TenantId;
  readonly change: TenantChange;
  readonly isWanted: IsWanted;
}

/** Changes a tenant. It applies to the next call, on every replica; disabling within the time for which credentials are cached. */
export function changeTenant(
  { tenants, audit }: { readonly tenants: Tenants; readonly audit: AuditLog },
  principal: Principal,
  { id, change, isWanted }: WantedChange,
  clientIp: string,
): Promise<TenantView> {
  const reason = Object.keys(change).toSorted().join(',');
  return audited(audit, { principal, action: 'tenant.change', target: id, reason, clientIp }, async () => {
    const found = seesTenant(principal, id) ? await tenants.read(id) : undefined;
    if (found === undefined) throw id === principal.tenant ? tenantGone() : nothingHere();
    refuseTestKey(principal);
    refuseMore(principal, id, change);
    if (!isWanted(found.version)) throw preconditionFailed();
    const changed = await tenants.change(changedBy(found, change));
    if (changed === undefined) throw preconditionFailed();
    return viewOf(changed);
  });
}

/** Whether a tenant may call, and how much, is not its own decision. */
function refuseMore(principal: Principal, id: TenantId, { active, messages_per_minute: limit }: TenantChange): void {
  if ((active !== undefined || limit !== undefined) && !may(principal, 'tenants:write'))
    throw new PostriderError(
      'insufficient_scope',
      'Only an installation administrator changes active and messages_per_minute.',
    );
  if (active === false && id === principal.tenant)
    throw new PostriderError('not_oneself', 'The tenant of the installation administrators cannot be disabled.');
}

function changedBy(tenant: TenantRecord, change: TenantChange): TenantRecord {
  const { messagesPerMinute, confirmations: answered, ...kept } = tenant;
  const { name = kept.name, zone = kept.zone, default_environment = kept.defaultEnvironment, ...of } = change;
  const { active = kept.active, messages_per_minute: perMinute = messagesPerMinute, ...more } = of;
  const { template_four_eyes: templateFourEyes = kept.templateFourEyes, ...others } = more;
  const { answer_keywords, stop_answer, start_answer, help_answer, ...ofPolicy } = others;
  const answers = { answer_keywords, stop_answer, start_answer, help_answer };
  const policy = policyWith(tenant.policy, ofPolicy);
  if (policy.block_international && policy.default_region === undefined)
    throw new PostriderError('invalid_field', 'block_international needs default_region: the only country allowed.');
  const defaults = { defaultEnvironment: default_environment, templateFourEyes };
  const confirmations = confirmationsWith(answered, answers);
  const changed = { ...kept, name, active, zone, ...defaults, policy, ...(confirmations && { confirmations }) };
  return typeof perMinute === 'number' ? { ...changed, messagesPerMinute: perMinute } : changed;
}

export function policyWith(policy: SubmitPolicy, change: PolicyChange): SubmitPolicy {
  const { default_region: region, ...given } = { ...policy, ...change };
  return { ...given, ...(region && { default_region: region }) };
}
