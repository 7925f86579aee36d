import type { TenantId } from '#libs/kernel';
import type { SenderRecord, Senders } from '../../application/routes/ports.ts';
import type { Collections } from './collections.ts';

export class MongoSenders implements Senders {
  constructor(private readonly collections: Pick<Collections, 'senders'>) {}

  ofTenant(tenant: TenantId): Promise<SenderRecord[]> {
    const range = { $gte: `${tenant}.`, $lt: `${tenant}/` };
    const projection = { _id: 0, tenant: 0 };
    return this.collections.senders.find({ tenant, _id: range }, { projection, sort: { _id: 1 } }).toArray();
  }

  async save(tenant: TenantId, { value, routes }: SenderRecord): Promise<void> {
    const id = { tenant, _id: `${tenant}.${value}` };
    await this.collections.senders.updateOne(id, { $set: { value, routes } }, { upsert: true });
  }

  async remove(tenant: TenantId, value: string): Promise<boolean> {
    const { deletedCount } = await this.collections.senders.deleteOne({ tenant, _id: `${tenant}.${value}` });
    return deletedCount === 1;
  }
}
