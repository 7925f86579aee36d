import { Injectable } from '@nestjs/common';
import { clock, type TenantId } from '#libs/kernel';
import { MongoSession, type TenantCollection } from '#libs/persistence';
import { Users, type UserRecord } from '../../application/users/ports.ts';
import { COLLECTIONS, type UserDocument } from './documents.ts';
import { insertIfNew } from './insert-if-new.ts';
import { Recent, RECENT } from './recent.ts';

@Injectable()
export class MongoUsers extends Users {
  private readonly collection: TenantCollection<UserDocument>;
  private readonly recent = new Recent<`${TenantId}/${string}`, UserRecord | undefined>(RECENT, (key) =>
    this.load(key),
  );

  constructor(session: MongoSession) {
    super();
    this.collection = session.tenantCollection<UserDocument>(COLLECTIONS.users);
  }

  async findByName(username: string): Promise<UserRecord | undefined> {
    const users = this.collection.acrossTenants('A login names no tenant; the user that it finds has one.');
    const found = await users.findOne({ username: { $eq: username } });
    return found ? recordOf(found) : undefined;
  }

  find(tenant: TenantId, id: string): Promise<UserRecord | undefined> {
    return this.recent.get(`${tenant}/${id}`);
  }

  async seed({ id, tenant, username, role, passwordHash, active }: UserRecord): Promise<void> {
    const users = this.collection.acrossTenants('Names are unique over all tenants.');
    const created_at = new Date(clock.now());
    await insertIfNew(users, { _id: id, tenant, username, role, password_hash: passwordHash, active, created_at });
  }

  private async load(key: `${TenantId}/${string}`): Promise<UserRecord | undefined> {
    const [tenant, id] = key.split('/') as [TenantId, string];
    const found = await this.collection.findOne({ tenant, _id: id });
    return found ? recordOf(found) : undefined;
  }
}

function recordOf({ _id, tenant, username, role, password_hash, active }: UserDocument): UserRecord {
  return { id: _id, tenant, username, role, passwordHash: password_hash, active };
}
