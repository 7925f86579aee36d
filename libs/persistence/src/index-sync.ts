import { isDeepStrictEqual } from 'node:util';
import { MongoServerError, type Db, type Document } from 'mongodb';
import type { MongoSession } from './session.ts';

export interface IndexSpec {
  readonly collection: string;
  readonly name: string;
  readonly keys: Readonly<Record<string, 1 | -1>>;
  readonly options?: IndexOptions;
  /** The query that uses it, in a sentence. */
  readonly query: string;
}

export interface IndexOptions {
  readonly unique?: boolean;
  readonly partialFilterExpression?: Readonly<Document>;
  readonly expireAfterSeconds?: number;
}

export interface IndexName {
  readonly collection: string;
  readonly name: string;
}

/** Names as `<collection>.<index>`. */
export interface IndexChanges {
  readonly created: string[];
  readonly rebuilt: string[];
  readonly dropped: string[];
}

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;
/** Another index has that name or those keys, or ours was dropped while it was being built. */
const TRY_AGAIN = new Set([85, 86, 276]);
const TRIES = 5;

/**
 * Makes the indexes of `specs` and drops the `retired` ones. It may run in several replicas at once, and at every
 * start. It leaves unknown indexes alone.
 */
export function syncIndexes(
  session: MongoSession,
  specs: readonly IndexSpec[],
  retired: readonly IndexName[] = [],
): Promise<IndexChanges> {
  return session.patiently(async (db) => {
    const changes: IndexChanges = { created: [], rebuilt: [], dropped: [] };
    for (const spec of specs) await ensure(db, spec, retired, changes);
    for (const name of retired) if (await drop(db, name)) changes.dropped.push(fullName(name));
    return changes;
  });
}

/** Names of indexes that are absent or differ. */
export async function missingIndexes({ db }: MongoSession, specs: readonly IndexSpec[]): Promise<string[]> {
  const found = await Promise.all(
    [...Map.groupBy(specs, ({ collection }) => collection)].map(async ([collection, wanted]) => {
      const indexes = await indexesOf(db, collection);
      return wanted.filter((spec) => !indexes.some((index) => index.name === spec.name && isSame(index, spec)));
    }),
  );
  return found.flat().map(fullName);
}

async function ensure(db: Db, spec: IndexSpec, retired: readonly IndexName[], changes: IndexChanges): Promise<void> {
  let made = changes.created;
  for (let attempt = 1; ; attempt++) {
    const indexes = await indexesOf(db, spec.collection);
    if (indexes.some((index) => index.name === spec.name && isSame(index, spec))) return;
    const inTheWay = indexes.find((index) => index.name === spec.name || isRetiredTwin(index, spec, retired));
    if (inTheWay) {
      refuseUnsafe(inTheWay, spec);
      if (inTheWay.name === spec.name) made = changes.rebuilt;
      const old = { collection: spec.collection, name: inTheWay.name as string };
      if ((await drop(db, old)) && old.name !== spec.name) changes.dropped.push(fullName(old));
    }
    try {
      await db.collection(spec.collection).createIndex(spec.keys, { ...spec.options, name: spec.name });
      made.push(fullName(spec));
      return;
    } catch (error) {
      if (!hasCode(error, TRY_AGAIN) || attempt === TRIES) throw notMade(spec, error);
    }
  }
}

/** MongoDB does not keep two indexes that differ in their name alone. */
const isRetiredTwin = (index: Document, spec: IndexSpec, retired: readonly IndexName[]): boolean =>
  isSame(index, spec) && retired.some(({ collection, name }) => collection === spec.collection && name === index.name);

function refuseUnsafe(existing: Document, spec: IndexSpec): void {
  if (!existing.unique && !spec.options?.unique) return;
  throw new Error(
    `The unique index ${fullName(spec)} changed. Dropping it first would let duplicates in: ` +
      'make another one beside it under a new name and retire the old one, or keep its name if nothing else changed.',
  );
}

function isSame(existing: Document, { keys, options = {} }: IndexSpec): boolean {
  return (
    JSON.stringify(existing.key) === JSON.stringify(keys) &&
    Boolean(existing.unique) === Boolean(options.unique) &&
    existing.expireAfterSeconds === options.expireAfterSeconds &&
    isDeepStrictEqual(existing.partialFilterExpression, options.partialFilterExpression)
  );
}

async function indexesOf(db: Db, collection: string): Promise<Document[]> {
  try {
    return await db.collection(collection).listIndexes().toArray();
  } catch (error) {
    if (hasCode(error, new Set([NAMESPACE_NOT_FOUND]))) return [];
    throw error;
  }
}

/** False if it did not exist. */
async function drop(db: Db, { collection, name }: IndexName): Promise<boolean> {
  try {
    await db.collection(collection).dropIndex(name);
    return true;
  } catch (error) {
    if (hasCode(error, new Set([NAMESPACE_NOT_FOUND, INDEX_NOT_FOUND]))) return false;
    throw error;
  }
}

const hasCode = (error: unknown, codes: ReadonlySet<number>): boolean =>
  error instanceof MongoServerError && codes.has(Number(error.code));

const fullName = ({ collection, name }: IndexName): string => `${collection}.${name}`;

/** The server's message may quote keys of documents, so only its code is passed on. */
function notMade(spec: IndexSpec, error: unknown): unknown {
  if (!(error instanceof MongoServerError) || error.code !== 11_000) return error;
  return new Error(
    `The unique index ${fullName(spec)} cannot be made: the collection has documents with the same key.`,
  );
}
