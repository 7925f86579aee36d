import type { PolicyQuery, PolicyView, SavePolicyRequest } from '#libs/contracts';
import { clock, PostriderError, type TenantId } from '#libs/kernel';
import { policyProblem } from '../../domain/routing/policy-rules.ts';
import { ownRoutes, type OwnRoutePorts } from './own-routes.ts';
import type { Policies, PolicyRecord, RouteAnnouncements } from './ports.ts';

export interface PolicyPorts extends OwnRoutePorts {
  readonly policies: Policies;
  readonly announcements: RouteAnnouncements;
}

/** Replaces the tenant's policy if it still is the version that the new one was made from. */
export async function savePolicy(ports: PolicyPorts, request: SavePolicyRequest): Promise<PolicyView> {
  const { environment, by, version, rules } = request;
  const tenant = request.tenant as TenantId;
  const problem = policyProblem(rules, await ownRoutes(ports, tenant), environment);
  if (problem) throw new PostriderError('invalid_policy', problem);

  const updated = { updated_at: new Date(clock.now()), updated_by: by };
  const plain = rules.map((rule) => ({
    ...rule,
    ...(rule.weighted && { weighted: rule.weighted.map((it) => ({ ...it })) }),
  }));
  const policy = { environment, version: version + 1, rules: plain, ...updated };
  if (!(await ports.announcements.changingRoutes(tenant, [], () => ports.policies.save(tenant, policy)))) {
    throw new PostriderError(
      'version_conflict',
      'The policy has changed since it was read. Read it and change it again.',
    );
  }
  return policyView(policy);
}

/** Version 0 and no rules if the tenant has no policy. */
export async function readPolicy(policies: Policies, { tenant, environment }: PolicyQuery): Promise<PolicyView> {
  const policy = await policies.read(tenant as TenantId, environment);
  return policy ? policyView(policy) : { environment, version: 0, rules: [] };
}

const policyView = ({ environment, version, rules, updated_at, updated_by }: PolicyRecord): PolicyView => ({
  environment,
  version,
  rules: [...rules],
  updated_at: updated_at.toISOString(),
  updated_by,
});
