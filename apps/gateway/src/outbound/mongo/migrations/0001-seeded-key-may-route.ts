import type { Migration } from '#libs/persistence';
import { COLLECTIONS } from '../documents.ts';

const BEFORE = ['messages:send', 'messages:read'];
const ADDED = ['routing:read', 'routing:write'];

/**
 * The key of the settings has every scope but one; the key of an older installation lacks those that are newer than
 * itself.
 */
export const seededKeyMayRoute: Migration = {
  version: 1,
  name: 'the seeded key may read and change routing',
  up: async (db) => {
    const seeded = { created_by: 'seed', scopes: BEFORE };
    await db.collection(COLLECTIONS.apiKeys).updateMany(seeded, { $set: { scopes: [...BEFORE, ...ADDED] } });
  },
};
