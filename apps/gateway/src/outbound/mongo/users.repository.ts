import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { clock, type TenantId } from '#libs/kernel';
import { MongoSession, type TenantCollection } from '#libs/persistence';
import {
  Users,
  type AddedUser,
  type UserChange,
  type UserRecord,
  type UserView,
} from '../../application/users/ports.ts';
import { COLLECTIONS, type TenantDocument, type UserDocument } from './documents.ts';
import { insertIfNew } from './insert-if-new.ts';
import { LastOnes } from './last-ones.ts';
import { KNOWN, knownEverywhere, Recent, RECENT } from './recent.ts';

const SEEDED = 'seed';
const NUMBER = /^\d{1,9}$/;

type UserChanges = Partial<Pick<UserRecord, 'role' | 'active' | 'installationAdmin' | 'passwordHash'>>;

@Injectable()
export class MongoUsers extends Users {
  private readonly collection: TenantCollection<UserDocument>;
  private readonly tenants: Collection<TenantDocument>;
  private readonly lists: LastOnes;
  private readonly recent = new Recent<`${TenantId}/${string}`, UserRecord | undefined>(RECENT, (key) =>
    this.load(key),
  );
  private readonly now = new Recent<`${TenantId}/${string}`, UserRecord | undefined>(KNOWN, (key) => this.load(key));

  constructor(session: MongoSession) {
    super();
    this.collection = session.tenantCollection<UserDocument>(COLLECTIONS.users);
    this.tenants = session.collection<TenantDocument>(COLLECTIONS.tenants);
    this.lists = new LastOnes(this.tenants, this.collection);
  }

  async findByName(username: string): Promise<UserRecord | undefined> {
    const users = this.collection.acrossTenants('A login names no tenant; the user that it finds has one.');
    const found = await users.findOne({ username: { $eq: username } });
    return found ? recordOf(found) : undefined;
  }

  find(tenant: TenantId, id: string): Promise<UserRecord | undefined> {
    return this.recent.get(`${tenant}/${id}`);
  }

  findNow(tenant: TenantId, id: string): Promise<UserRecord | undefined> {
    return this.now.get(`${tenant}/${id}`);
  }

  async read(tenant: TenantId, idOrNumber: string): Promise<UserView | undefined> {
    const one = NUMBER.test(idOrNumber) ? { number: Number(idOrNumber) } : { _id: idOrNumber };
    const found = await this.collection.findOne({ tenant, ...one });
    return found ? viewOf(found) : undefined;
  }

  async list(tenant: TenantId): Promise<readonly UserView[]> {
    return (await this.collection.find({ tenant }).sort({ number: 1, _id: 1 }).toArray()).map(viewOf);
  }

  count(tenant: TenantId): Promise<number> {
    return this.collection.countDocuments({ tenant });
  }

  async add(user: AddedUser): Promise<'added' | 'name_taken'> {
    const users = this.collection.acrossTenants('Names are unique over all tenants.');
    if (await users.findOne({ username: { $eq: user.username } })) return 'name_taken';
    if (!(await insertIfNew(users, await this.documentOf(user)))) return 'name_taken';
    await this.lists.join({ ...user, _id: user.id });
    return 'added';
  }

  async seed(user: UserRecord): Promise<boolean> {
    return (await this.add({ ...user, createdBy: SEEDED })) === 'added';
  }

  async seedAdministrator(tenant: TenantId): Promise<void> {
    const users = this.collection.acrossTenants('The installation has one list of administrators.');
    if (await users.findOne({ installation_admin: true })) return;
    const owner = await this.collection.findOne(
      { tenant, role: 'owner', active: true },
      { sort: { number: 1, _id: 1 } },
    );
    if (owner) await this.change(tenant, owner._id, { installationAdmin: true });
  }

  async change(tenant: TenantId, id: string, change: UserChanges): Promise<UserChange> {
    const { passwordHash, installationAdmin, ...to } = change;
    const found = await this.collection.findOne({ tenant, _id: id });
    if (!found) return 'unknown';
    const set = {
      ...to,
      ...(installationAdmin !== undefined && { installation_admin: installationAdmin }),
      ...(passwordHash !== undefined && { password_hash: passwordHash }),
    };
    const next = { ...found, ...set };
    const refused = await this.lists.leave(found, next);
    if (refused) return refused;
    const isNewPassword = passwordHash !== undefined;
    const update = { $set: set, ...(isNewPassword && { $inc: { token_generation: 1 } }) };
    const { matchedCount } = await this.collection.updateOne(asRead(found), update);
    this.recent.forget(`${tenant}/${id}`);
    if (matchedCount === 0) return this.change(tenant, id, change);
    await this.lists.join(next);
    if (isNewPassword) await knownEverywhere();
    return 'changed';
  }

  async remove(tenant: TenantId, id: string): Promise<UserChange> {
    const found = await this.collection.findOne({ tenant, _id: id });
    if (!found) return 'unknown';
    const refused = await this.lists.leave(found);
    if (refused) return refused;
    const { deletedCount } = await this.collection.deleteOne(asRead(found));
    this.recent.forget(`${tenant}/${id}`);
    return deletedCount === 1 ? 'changed' : this.remove(tenant, id);
  }

  async nextToken(tenant: TenantId, id: string): Promise<UserRecord | undefined> {
    const next = { $inc: { token_generation: 1 } };
    const found = await this.collection.findOneAndUpdate({ tenant, _id: id }, next, { returnDocument: 'after' });
    await knownEverywhere();
    return found ? recordOf(found) : undefined;
  }

  private async documentOf(user: AddedUser): Promise<UserDocument> {
    const { id, tenant, username, role, passwordHash, active, createdBy } = user;
    const next = { $inc: { users: 1 } };
    const counted = await this.tenants.findOneAndUpdate({ _id: tenant }, next, { returnDocument: 'after' });
    return {
      _id: id,
      tenant,
      username,
      role,
      password_hash: passwordHash,
      active,
      created_at: new Date(clock.now()),
      number: counted?.users ?? 0,
      created_by: createdBy,
    };
  }

  private async load(key: `${TenantId}/${string}`): Promise<UserRecord | undefined> {
    const [tenant, id] = key.split('/') as [TenantId, string];
    const found = await this.collection.findOne({ tenant, _id: id });
    return found ? recordOf(found) : undefined;
  }
}

function recordOf({ _id: id, tenant, username, role, active, ...of }: UserDocument): UserRecord {
  const rights = { role, installationAdmin: of.installation_admin === true };
  return {
    id,
    tenant,
    username,
    ...rights,
    active,
    passwordHash: of.password_hash,
    tokenGeneration: of.token_generation,
  };
}

/** Whether the user may go was decided from this. */
const asRead = ({ _id, tenant, role, active, installation_admin }: UserDocument) => ({
  _id,
  tenant,
  role,
  active,
  installation_admin: installation_admin ?? { $exists: false },
});

function viewOf(found: UserDocument): UserView {
  const { number = 0, created_at: createdAt, created_by: createdBy = SEEDED } = found;
  const { passwordHash: _, tokenGeneration: __, ...user } = recordOf(found);
  return { ...user, number, createdAt, createdBy };
}
