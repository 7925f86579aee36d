import type { Migration } from '#libs/persistence';
import { COLLECTIONS, type TenantDocument } from '../documents.ts';

/** Repeatable: a tenant that has a number keeps it. Every other new field is optional. */
export const limitsAndAccess: Migration = {
  version: 4,
  name: 'tenants have numbers, limits and rules for numbers',
  up: async (db) => {
    const tenants = db.collection<TenantDocument>(COLLECTIONS.tenants);
    const all = await tenants.find().sort({ created_at: 1, _id: 1 }).toArray();
    let last = Math.max(0, ...all.map(({ number = 0 }) => number));
    for (const { _id } of all.filter(({ number }) => number === undefined))
      await tenants.updateOne({ _id }, { $set: { number: ++last } });
  },
};
