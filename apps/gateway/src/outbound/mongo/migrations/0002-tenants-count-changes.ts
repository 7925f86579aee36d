import type { Migration } from '#libs/persistence';
import { COLLECTIONS } from '../documents.ts';

/** Until now only a first start set a tenant's policy, so the policy has the values of the settings. */
export const tenantsCountChanges: Migration = {
  version: 2,
  name: 'tenants count the changes of their policy, and remember what the settings said',
  up: async (db) => {
    const older = { version: { $exists: false } };
    await db.collection(COLLECTIONS.tenants).updateMany(older, [{ $set: { version: 1, seeded: '$policy' } }]);
  },
};
