import type { Migration } from '#libs/persistence';
import { COLLECTIONS } from '../documents.ts';

/** Rows before the chain stay where they are; those without a tenant are the installation's. */
export const auditIsChained: Migration = {
  version: 5,
  name: 'audit rows are a chain in a collection of their own',
  up: async (db) => {
    const unowned = { tenant: { $exists: false } };
    await db.collection(COLLECTIONS.unchainedAudit).updateMany(unowned, { $set: { tenant: 'installation' } });
  },
};
