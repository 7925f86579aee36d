import type { Collection } from 'mongodb';
import { inBatches, type Migration } from '#libs/persistence';
import type { AccountDocument } from '../collections.ts';

const COLLECTION = 'vendor_accounts';
const WITHOUT_STATE = { state: { $exists: false } };

/**
 * Accounts from before a route had a name, an order and a state of its own. Twilio was the only vendor, and every
 * account came from the settings; fields that its adapter sends again at each start, such as `fields`, follow with
 * that.
 */
export const routesCarryTheirState: Migration = {
  version: 1,
  name: 'routes carry their state',
  up: (db, progress) =>
    inBatches(db, COLLECTION, progress, (ids) => completeAccounts(db.collection(COLLECTION), ids), WITHOUT_STATE),
};

/** A process of the older version may make such an account after the migration, until its last process has ended. */
export const completeAccounts = (accounts: Collection<AccountDocument>, ids: readonly string[]): Promise<unknown> =>
  accounts.updateMany({ _id: { $in: [...ids] }, ...WITHOUT_STATE }, [
    {
      $set: {
        name: '$_id',
        source: 'settings',
        enabled: true,
        order: 10,
        receipts: 'callback',
        fields: [],
        created_at: '$$NOW',
        updated_at: '$$NOW',
        state: { version: 1, breaker: 'closed', since: '$$NOW', openings: 0, penalty: 0 },
      },
    },
  ]);
