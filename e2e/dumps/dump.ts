import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON, MongoClient, type Db, type Document } from 'mongodb';
import { startMongod } from '#libs/servers';

/** A message of a dump. */
export interface DumpedMessage {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Ended before the dump, or waits in it. */
  readonly waits: boolean;
  /** Its last status, after the upgrade at the latest. */
  readonly ends: string;
}

/** What belongs to the data and is not in the database. Made for the dump: it opens nothing else. */
export interface Installation {
  readonly dumpedAt: string;
  readonly firstRun: Readonly<Record<string, string>>;
  readonly tenantKey: string;
  readonly messages: readonly DumpedMessage[];
}

export const DATABASE = 'postrider';

/** Leaves the data folder of an installation that has ended in `folder`, as text. */
export async function writeDump(folder: string, data: string, messages: readonly DumpedMessage[]): Promise<void> {
  const installation: Installation = {
    dumpedAt: new Date().toISOString(),
    firstRun: JSON.parse(readFileSync(join(data, 'first-run.json'), 'utf8')) as Record<string, string>,
    tenantKey: readFileSync(join(data, 'keys/tenant.key'), 'utf8'),
    messages,
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'installation.json'), `${JSON.stringify(installation, null, 2)}\n`);
  await withDatabase(join(data, 'mongod'), (db) => writeCollections(folder, db));
}

async function writeCollections(folder: string, db: Db): Promise<void> {
  const indexes: Record<string, Document[]> = {};
  for (const { collectionName: name } of (await db.collections()).toSorted(byName)) {
    const documents = await db.collection(name).find().sort({ _id: 1 }).toArray();
    const lines = documents.map((document) => `${BSON.EJSON.stringify(document, { relaxed: false })}\n`);
    writeFileSync(join(folder, `${name}.jsonl`), lines.join(''));
    indexes[name] = await db.collection(name).listIndexes().toArray();
  }
  writeFileSync(join(folder, 'indexes.json'), `${JSON.stringify(indexes, null, 2)}\n`);
  const unfinished = await db.collection('sms_requests').countDocuments({ wake_at: { $exists: true } });
  if (unfinished === 0) throw new Error('Everything was fanned out before the end; make the dump again.');
}

const byName = (a: { collectionName: string }, b: { collectionName: string }): number =>
  a.collectionName < b.collectionName ? -1 : 1;

/** The database in a mongod's folder, which nothing else uses. */
export async function withDatabase(dataDir: string, work: (db: Db, uri: string) => Promise<void>): Promise<void> {
  const mongod = await startMongod({ dataDir });
  try {
    const client = await MongoClient.connect(mongod.uri);
    await work(client.db(DATABASE), mongod.uri);
    await client.close();
  } finally {
    await mongod.stop();
  }
}
