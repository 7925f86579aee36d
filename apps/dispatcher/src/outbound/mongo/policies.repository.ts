import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { insertManyUnordered } from '#libs/persistence';
import type { Policies, PolicyRecord } from '../../application/routes/ports.ts';
import type { Collections, PolicyDocument, RouteChangeDocument } from './collections.ts';
import { changeId } from './route-states.repository.ts';

export class MongoPolicies implements Policies {
  constructor(private readonly collections: Pick<Collections, 'policies' | 'routeChanges'>) {}

  read(tenant: TenantId, environment: Environment): Promise<PolicyRecord | null> {
    const projection = { _id: 0, tenant: 0 };
    return this.collections.policies.findOne({ tenant, _id: policyId(tenant, environment) }, { projection });
  }

  async save(tenant: TenantId, policy: PolicyRecord): Promise<boolean> {
    const _id = policyId(tenant, policy.environment);
    const saved = await (policy.version === 1
      ? this.insert({ _id, tenant, ...policy })
      : this.replace({ _id, tenant, ...policy }));
    if (saved) await this.record(tenant, policy);
    return saved;
  }

  private async insert(document: PolicyDocument): Promise<boolean> {
    const policies = this.collections.policies.acrossTenants('the document has its tenant');
    const [result] = await insertManyUnordered(policies, [document]);
    return result === 'inserted';
  }

  private async replace({ _id, tenant, version, ...fields }: PolicyDocument): Promise<boolean> {
    const before = { _id, tenant, version: version - 1 };
    const { matchedCount } = await this.collections.policies.updateOne(before, { $set: { ...fields, version } });
    return matchedCount === 1;
  }

  private async record(tenant: TenantId, { environment, version, rules, updated_at, updated_by }: PolicyRecord) {
    const route = policyId(tenant, environment);
    const change = { what: 'policy', to: rules, reason: 'saved', by: updated_by, at: updated_at, version };
    const row: RouteChangeDocument = { _id: changeId(route, version), tenant, route, ...change };
    await insertManyUnordered(this.collections.routeChanges.acrossTenants('the row has its tenant'), [row]);
  }
}

const policyId = (tenant: TenantId, environment: Environment): string => `${tenant}.${environment}`;
