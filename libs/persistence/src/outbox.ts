import type { Collection } from 'mongodb';
import { clock, randomBase32 } from '#libs/kernel';
import { SOFT } from './session.ts';
import { insertManyUnordered } from './insert-many.ts';
import { WriteGatherer } from './write-gatherer.ts';

/** Ids of one batch whose change may not have been completed. Inserted and deleted, never updated. */
export interface OutboxDocument {
  /** `<time, 12 hex digits>.<random>`: the primary index alone finds the old ones. */
  readonly _id: string;
  readonly ids: readonly string[];
  readonly at: Date;
}

export interface OutboxEntry {
  readonly handle: string;
  readonly ids: string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The batch outbox: a document is put before a change begins and removed when its last step is done; a sweep finds
 * those that were not removed.
 */
export class Outbox {
  readonly #collection: Collection<OutboxDocument>;
  readonly #puts: WriteGatherer<OutboxDocument, undefined>;
  readonly #removals: WriteGatherer<readonly string[], undefined>;

  constructor(collection: Collection<OutboxDocument>) {
    this.#collection = collection;
    const name = collection.collectionName;
    this.#puts = new WriteGatherer({ name: `${name}.put`, flush: (documents) => this.#insert(documents) });
    this.#removals = new WriteGatherer({
      name: `${name}.remove`,
      flush: (handles) => this.#delete(handles),
      weigh: (handles) => handles.length,
    });
  }

  /** Resolves with the handle once the ids are durable. */
  async put(ids: readonly string[]): Promise<string> {
    const at = clock.now();
    const handle = `${timePrefix(at)}.${randomBase32(10)}`;
    await this.#puts.add({ _id: handle, ids, at: new Date(at) });
    return handle;
  }

  /** Removing a handle that does not exist is not an error. */
  async remove(...handles: string[]): Promise<void> {
    if (handles.length > 0) await this.#removals.add(handles);
  }

  /** Oldest first, those after the handle `after`. */
  async due(olderThanMs: number, limit: number, after = ''): Promise<OutboxEntry[]> {
    const between = { $gt: after, $lt: timePrefix(clock.now() - olderThanMs) };
    const found = await this.#collection.find({ _id: between }, { sort: { _id: 1 }, limit }).toArray();
    return found.map(({ _id, ids, at }) => ({ handle: _id, ids: [...ids], at: at.getTime() }));
  }

  /** Resolves when every put and removal so far has ended. */
  async drain(): Promise<void> {
    await Promise.all([this.#puts.drain(), this.#removals.drain()]);
  }

  /** A handle is random, so a duplicate is our own insert whose answer was lost. */
  async #insert(documents: readonly OutboxDocument[]): Promise<undefined[]> {
    await insertManyUnordered(this.#collection, documents);
    return documents.map(() => undefined);
  }

  async #delete(handles: readonly (readonly string[])[]): Promise<undefined[]> {
    await this.#collection.deleteMany({ _id: { $in: handles.flat() } }, SOFT);
    return handles.map(() => undefined);
  }
}

const timePrefix = (ms: number): string => Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0');
