import type { Migration } from '#libs/persistence';
import { COLLECTIONS } from '../documents.ts';

const ADDED = ['templates:read', 'templates:write'];

/** The key of the settings has every scope that is not for admins alone. What a tenant may set since then is optional. */
export const templatesAreApproved: Migration = {
  version: 6,
  name: 'the seeded key may read and write templates, which tenants may want approved by a second person',
  up: async (db) => {
    const added = { $addToSet: { scopes: { $each: ADDED } } };
    await db.collection(COLLECTIONS.apiKeys).updateMany({ created_by: 'seed' }, added as never);
  },
};
