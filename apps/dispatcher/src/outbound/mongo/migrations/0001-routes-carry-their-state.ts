import { inBatches, type Migration } from '#libs/persistence';

const COLLECTION = 'vendor_accounts';
const WITHOUT_STATE = { state: { $exists: false } };

/**
 * Accounts from before a route had a name, an order and a state of its own. Twilio was the only vendor, and every account
 * was one of the settings; what its adapter says anew at each start, such as `fields`, follows with that.
 */
export const routesCarryTheirState: Migration = {
  version: 1,
  name: 'routes carry their state',
  up: (db, progress) =>
    inBatches(
      db,
      COLLECTION,
      progress,
      (ids) =>
        db.collection<{ _id: string }>(COLLECTION).updateMany({ _id: { $in: [...ids] }, ...WITHOUT_STATE }, [
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
        ]),
      WITHOUT_STATE,
    ),
};
