import { MongoBulkWriteError, type Collection, type Document, type OptionalUnlessRequiredId } from 'mongodb';
import { PostriderError, unavailable } from '#libs/kernel';
import { asUnavailable, isConnectivity } from './connectivity.ts';

/** A document that was stored already, or whose unique key another document has. */
export interface Duplicate {
  /** The index that refused it, such as `_id_`. */
  readonly duplicate: string;
}

export type InsertOutcome = 'inserted' | Duplicate;

const DUPLICATE_KEY = 11_000;
const REFUSING_INDEX = /index: (\S+) dup key/;

/**
 * Inserts the documents that are not stored yet, and gives the result of each, in the same order. Rejects with
 * `service_unavailable` if any of them may or may not be stored, and with `internal_error` if the database refuses one.
 */
export async function insertManyUnordered<Doc extends Document>(
  collection: Collection<Doc>,
  docs: readonly OptionalUnlessRequiredId<Doc>[],
): Promise<readonly InsertOutcome[]> {
  if (docs.length === 0) return [];
  try {
    await collection.insertMany(docs, { ordered: false });
    return docs.map(() => 'inserted' as const);
  } catch (error) {
    if (isConnectivity(error) || !(error instanceof MongoBulkWriteError)) throw asUnavailable(error);
    return outcomesOf(docs.length, error);
  }
}

/**
 * Inserts the documents in their order, up to the first whose `_id` or unique key another document has; resolves to how
 * many were inserted. Rejects as {@link insertManyUnordered} does; some may be stored then.
 */
export async function insertManyInOrder<Doc extends Document>(
  collection: Collection<Doc>,
  docs: readonly OptionalUnlessRequiredId<Doc>[],
): Promise<number> {
  try {
    await collection.insertMany(docs, { ordered: true });
    return docs.length;
  } catch (error) {
    if (isConnectivity(error) || !(error instanceof MongoBulkWriteError)) throw asUnavailable(error);
    const [refusal] = [error.writeErrors].flat();
    if ((refusal?.code ?? error.code) !== DUPLICATE_KEY) throw refused(refusal?.code ?? error.code);
    if (error.result.getWriteConcernError()) throw unavailable('The database');
    return error.insertedCount;
  }
}

/** A document that is neither counted as inserted nor refused by name has an unknown result. */
function outcomesOf(count: number, error: MongoBulkWriteError): readonly InsertOutcome[] {
  const refusals = [error.writeErrors].flat();
  const other = refusals.find(({ code }) => code !== DUPLICATE_KEY);
  if (other) throw refused(other.code);
  if (refusals.length === 0 && error.code !== undefined) throw refused(error.code);
  if (refusals.length + error.insertedCount !== count || error.result.getWriteConcernError())
    throw unavailable('The database');

  const outcomes: InsertOutcome[] = Array.from({ length: count }, () => 'inserted');
  for (const { index, errmsg } of refusals)
    outcomes[index] = { duplicate: REFUSING_INDEX.exec(errmsg ?? '')?.[1] ?? 'unknown' };
  return outcomes;
}

/** The driver's own error contains the documents, which must not be logged. */
const refused = (code: number | string | undefined): PostriderError =>
  new PostriderError('internal_error', `The database refused a document with code ${code}.`);
