import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import { MongoSession } from '#libs/persistence';
import { Tenants, type TenantRecord } from '../../application/tenants/ports.ts';
import { COLLECTIONS, type TenantDocument } from './documents.ts';
import { KNOWN, knownEverywhere, Recent } from './recent.ts';
import { insertIfNew } from './insert-if-new.ts';

@Injectable()
export class MongoTenants extends Tenants {
  private readonly collection: Collection<TenantDocument>;
  private readonly recent = new Recent<TenantId, TenantRecord | undefined>(KNOWN, (id) => this.load(id));

  constructor(session: MongoSession) {
    super();
    this.collection = session.collection<TenantDocument>(COLLECTIONS.tenants);
  }

  find(id: TenantId): Promise<TenantRecord | undefined> {
    return this.recent.get(id);
  }

  async seed({ id, policy }: Pick<TenantRecord, 'id' | 'policy'>): Promise<void> {
    await insertIfNew(this.collection, {
      _id: id,
      policy,
      version: 1,
      seeded: policy,
      created_at: new Date(clock.now()),
    });
  }

  async change({ id, policy, seeded, version }: TenantRecord): Promise<TenantRecord | undefined> {
    const found = { _id: id, version: version === 0 ? { $exists: false } : version };
    const next = { policy, seeded, version: version + 1 };
    const { matchedCount } = await this.collection.updateOne(found, { $set: next });
    if (matchedCount === 0) return undefined;
    await knownEverywhere();
    return { id, ...next };
  }

  read(id: TenantId): Promise<TenantRecord | undefined> {
    return this.load(id);
  }

  private async load(id: TenantId): Promise<TenantRecord | undefined> {
    const found = await this.collection.findOne({ _id: id });
    if (!found) return undefined;
    const { policy, version = 0, seeded = policy } = found;
    return { id, policy, version, seeded };
  }
}
