import { syncIndexes, type MongoSession } from '#libs/persistence';
import { INDEXES } from './indexes.ts';

/** Makes and updates the indexes; any number of replicas may do it at once. */
export async function prepareDatabase(session: MongoSession): Promise<void> {
  await syncIndexes(session, INDEXES);
}
