import type { Migration } from '#libs/persistence';
import { COLLECTIONS, type TenantDocument, type UserDocument } from '../documents.ts';

/** Repeatable: a user who has a number keeps it. API keys of earlier versions need no change for their new fields. */
export const usersHaveNumbers: Migration = {
  version: 3,
  name: 'users have numbers, tenants know their owners, and API keys say where they are used from',
  up: async (db) => {
    const users = db.collection<UserDocument>(COLLECTIONS.users);
    const tenants = db.collection<TenantDocument>(COLLECTIONS.tenants);
    for await (const { _id: tenant } of tenants.find({}, { projection: { _id: 1 } })) {
      const all = await users.find({ tenant }).sort({ created_at: 1, _id: 1 }).toArray();
      let last = Math.max(0, ...all.map(({ number = 0 }) => number));
      for (const { _id } of all.filter(({ number }) => number === undefined))
        await users.updateOne({ _id }, { $set: { number: ++last } });
      const owners = all.filter(({ role, active }) => role === 'owner' && active).map(({ _id }) => _id);
      await tenants.updateOne({ _id: tenant }, { $set: { owners }, $max: { users: last } });
    }
  },
};
