import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import { MongoSession } from '#libs/persistence';
import { Tenants, type TenantRecord } from '../../application/ports.ts';
import { COLLECTIONS, type TenantDocument } from './documents.ts';
import { KNOWN, Recent } from './recent.ts';
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

  async seed({ id, policy }: TenantRecord): Promise<void> {
    await insertIfNew(this.collection, { _id: id, policy, created_at: new Date(clock.now()) });
  }

  private async load(id: TenantId): Promise<TenantRecord | undefined> {
    const found = await this.collection.findOne({ _id: id });
    return found ? { id, policy: found.policy } : undefined;
  }
}
