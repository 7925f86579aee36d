import type { Environment } from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import { insertManyUnordered, type TenantFilter } from '#libs/persistence';
import type { Phones } from '../../application/phones/ports.ts';
import type { PhoneRecord } from '../../domain/routing/phones.ts';
import type { Collections, PhoneDocument } from './collections.ts';

export class MongoPhones implements Phones {
  constructor(private readonly collections: Pick<Collections, 'phones'>) {}

  byId(tenant: TenantId, id: string): Promise<PhoneRecord | null> {
    return this.collections.phones.findOne({ tenant, _id: id });
  }

  ofTenant(tenant: TenantId, environment?: Environment): Promise<PhoneRecord[]> {
    const present = { tenant, revoked: { $exists: false }, ...(environment && { environment }) };
    return this.collections.phones.find(present, { sort: { _id: 1 } }).toArray();
  }

  /** After an insert that another replica won, its version may be an older one. */
  async save(phone: PhoneRecord): Promise<boolean> {
    return (await this.replace(phone)) || (await this.insert(phone)) || this.replace(phone);
  }

  private async replace({ _id, tenant, created_at: _, countries, ...fields }: PhoneRecord): Promise<boolean> {
    const older = { tenant, _id, version: { $lt: fields.version } } as TenantFilter<PhoneDocument>;
    const given = countries ? { $set: { ...fields, countries } } : { $set: fields, $unset: { countries: '' as const } };
    return (await this.collections.phones.updateOne(older, given)).matchedCount === 1;
  }

  private async insert(phone: PhoneRecord): Promise<boolean> {
    const all = this.collections.phones.acrossTenants('the document names its tenant');
    const [result] = await insertManyUnordered(all, [phone]);
    return result === 'inserted';
  }
}
