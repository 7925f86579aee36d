import type { Migration } from '#libs/persistence';
import { COLLECTIONS } from '../documents.ts';

/** Nothing but a first start has set a tenant's policy so far, so the policy is what the settings said. */
export const tenantsCountChanges: Migration = {
  version: 2,
  name: 'tenants count the changes of their policy, and remember what the settings said',
  up: async (db) => {
    const older = { version: { $exists: false } };
    await db.collection(COLLECTIONS.tenants).updateMany(older, [{ $set: { version: 1, seeded: '$policy' } }]);
  },
};
