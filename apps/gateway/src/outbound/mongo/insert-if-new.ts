import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';
import { insertManyUnordered } from '#libs/persistence';

/** Whether the document was new; one that exists, or whose unique key another document has, is not changed. */
export async function insertIfNew<Doc extends Document>(
  collection: Collection<Doc>,
  doc: OptionalUnlessRequiredId<Doc>,
): Promise<boolean> {
  const [outcome] = await insertManyUnordered(collection, [doc]);
  return outcome === 'inserted';
}
