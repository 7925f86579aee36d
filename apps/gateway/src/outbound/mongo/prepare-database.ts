import { syncIndexes, type MongoSession } from '#libs/persistence';
import { INDEXES } from './documents.ts';

/** Brings the indexes in order; any number of replicas may do it at once. */
export async function prepareDatabase(session: MongoSession): Promise<void> {
  await syncIndexes(session, INDEXES);
}
