import type { SubmitPolicy } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

export interface TenantRecord {
  readonly id: TenantId;
  readonly policy: SubmitPolicy;
  /** Counts the changes of the policy. */
  readonly version: number;
  /** The values of the settings when they were last applied. */
  readonly seeded: SubmitPolicy;
}

export abstract class Tenants {
  abstract find(id: TenantId): Promise<TenantRecord | undefined>;
  /** Read from the database at this moment. */
  abstract read(id: TenantId): Promise<TenantRecord | undefined>;
  /** Does nothing if the tenant exists. */
  abstract seed(tenant: Pick<TenantRecord, 'id' | 'policy'>): Promise<void>;
  /** Undefined if the stored version is another one. Else every replica uses the new policy once this resolves. */
  abstract change(tenant: TenantRecord): Promise<TenantRecord | undefined>;
}
