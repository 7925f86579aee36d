import type { Db, Document } from 'mongodb';
import type { Migration } from '#libs/persistence';

/**
 * The count of changes (`routing_revisions`) has the tenants of the last ones (`latest`), and the begun ones (`begun`).
 * Existing documents need no change: without these fields everything is read.
 *
 * A sender counts its changes (`version`), carries the last one, and stays without routes when it is deleted; its history
 * is in `sender_changes`. Existing senders need no change: their history begins with their next change.
 *
 * `no_adapter` was called `unserved`.
 */
export const changesOfRoutesNameTheirTenant: Migration = {
  version: 4,
  name: 'changes of routes name their tenant, senders have a history, and unserved is no_adapter',
  up: async (db) => {
    await rename(db, 'sms_evidence', { fault: OLD }, { fault: NEW });
    await rename(db, 'sms_messages', { 'waits_for.reason': OLD }, { 'waits_for.reason': NEW });
    await rename(
      db,
      'sms_messages',
      { 'explanation.skipped.reason': OLD },
      { 'explanation.skipped.$[of].reason': NEW },
    );
  },
};

const OLD = 'unserved';
const NEW = 'no_adapter';
const AT_ONCE = 1_000;

async function rename(db: Db, name: string, from: Document, to: Document): Promise<void> {
  const collection = db.collection(name);
  const isOfList = Object.keys(to).some((path) => path.includes('$[of]'));
  const options = isOfList ? { arrayFilters: [{ 'of.reason': OLD }] } : {};
  for (;;) {
    const found = await collection
      .find(from, { projection: { _id: 1 } })
      .limit(AT_ONCE)
      .toArray();
    if (found.length === 0) return;
    await collection.updateMany({ _id: { $in: found.map(({ _id }) => _id) }, ...from }, { $set: to }, options);
  }
}
