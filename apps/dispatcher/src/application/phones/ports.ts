import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { PhoneRecord, PoolRecord } from '../../domain/routing/phones.ts';

export interface Phones {
  byId(tenant: TenantId, id: string): Promise<PhoneRecord | null>;
  /** Without the revoked ones. */
  ofTenant(tenant: TenantId, environment?: Environment): Promise<PhoneRecord[]>;
  /** False: a version as new is stored already, or another tenant has a phone of this id. */
  save(phone: PhoneRecord): Promise<boolean>;
}

type PoolChange = Partial<Pick<PoolRecord, 'name' | 'enabled' | 'order' | 'agents'>> &
  Pick<PoolRecord, 'updated_at' | 'updated_by'>;

export interface Pools {
  ofTenant(tenant: TenantId, environment?: Environment): Promise<PoolRecord[]>;
  byId(tenant: TenantId, id: string): Promise<PoolRecord | null>;
  /** False: another pool of the environment has its name. */
  add(pool: PoolRecord): Promise<boolean>;
  /** Writes if the version is unchanged. `name_taken`: another pool of the environment has the new name. */
  change(
    at: Pick<PoolRecord, 'tenant' | '_id' | 'version'>,
    set: PoolChange,
  ): Promise<'changed' | 'version_changed' | 'name_taken'>;
  /** False: there is none. */
  remove(tenant: TenantId, id: string): Promise<boolean>;
  /** Adds the phone to its pool, or to the usual one of its environment, which is made if needed. Repeatable. */
  join(phone: PhoneRecord, pool: string | undefined): Promise<void>;
  /** Takes the phone out of all pools. */
  leave(phone: PhoneRecord): Promise<void>;
}
