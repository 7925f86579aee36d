import type { Db, Filter } from 'mongodb';
import type { Progress } from './migrations.ts';

interface Identified {
  readonly _id: string;
}

const BATCH = 500;

/**
 * Goes over a collection by string `_id`, in batches, from where an interrupted run stopped; `change` gets the ids of a
 * batch and may get some of them twice.
 */
export async function inBatches(
  db: Db,
  collection: string,
  progress: Progress,
  change: (ids: readonly string[]) => Promise<unknown>,
  filter: Filter<Identified> = {},
): Promise<void> {
  const documents = db.collection<Identified>(collection);
  for (;;) {
    const next = { ...filter, _id: { $gt: progress.reached ?? '' } };
    const batch = await documents.find(next, { projection: { _id: 1 }, sort: { _id: 1 }, limit: BATCH }).toArray();
    const last = batch.at(-1);
    if (last === undefined) return;
    await change(batch.map(({ _id }) => _id));
    await progress.reach(last._id);
  }
}
