import type { Confirmations, Environment, SubmitPolicy } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';

export interface TenantRecord {
  readonly id: TenantId;
  /** Of the installation's own count. */
  readonly number: number;
  readonly name: string;
  /** If not, its credentials are refused. */
  readonly active: boolean;
  /** IANA name; a day of the tenant is one of this zone. */
  readonly zone: string;
  /** Where those send who do not say in which environment. */
  readonly defaultEnvironment: Environment;
  /** Messages accepted in a minute, of all callers together; absent: any number. */
  readonly messagesPerMinute?: number;
  /** The author of a template's version does not approve it. */
  readonly templateFourEyes: boolean;
  /** Absent: stop, start and help words are answered with the usual sentences. */
  readonly confirmations?: Confirmations;
  readonly policy: SubmitPolicy;
  /** Counts the changes. */
  readonly version: number;
  /** The values of the settings when they were last applied. */
  readonly seeded: SubmitPolicy;
}

/** A tenant to make: the rest has the values of the installation. */
export type NewTenant = Pick<TenantRecord, 'id' | 'name' | 'zone' | 'policy'>;

export abstract class Tenants {
  abstract find(id: TenantId): Promise<TenantRecord | undefined>;
  /** Read from the database at this moment. */
  abstract read(id: TenantId): Promise<TenantRecord | undefined>;
  /** Whether its credentials are valid. A change is known to every replica within the time for which credentials are cached. */
  abstract isActive(id: TenantId): Promise<boolean>;
  /** In the order of their numbers, those after `after`. */
  abstract list(page: { readonly after: number; readonly limit: number }): Promise<readonly TenantRecord[]>;
  abstract create(tenant: NewTenant): Promise<TenantRecord>;
  /** For a tenant that has no users yet. */
  abstract remove(id: TenantId): Promise<void>;
  /** Does nothing if the tenant exists. */
  abstract seed(tenant: Pick<TenantRecord, 'id' | 'policy'>): Promise<void>;
  /** Undefined if the stored version is another one. Else every replica uses the new values once this resolves. */
  abstract change(tenant: TenantRecord): Promise<TenantRecord | undefined>;
}
