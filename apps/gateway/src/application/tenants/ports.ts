import type { SubmitPolicy } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

export interface TenantRecord {
  readonly id: TenantId;
  readonly policy: SubmitPolicy;
  /** Counts the changes of the policy. */
  readonly version: number;
  /** What the settings said when they were last applied. */
  readonly seeded: SubmitPolicy;
}

export abstract class Tenants {
  abstract find(id: TenantId): Promise<TenantRecord | undefined>;
  /** As it is stored at this moment. */
  abstract read(id: TenantId): Promise<TenantRecord | undefined>;
  /** Does nothing when the tenant is there. */
  abstract seed(tenant: Pick<TenantRecord, 'id' | 'policy'>): Promise<void>;
  /** Nothing where there is another version by now. Else every replica goes by the new policy once this resolves. */
  abstract change(tenant: TenantRecord): Promise<TenantRecord | undefined>;
}
