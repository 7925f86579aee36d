import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BSON, type Db, type Document } from 'mongodb';
import type { RequestDocument } from '#libs/contracts';
import { createCodec, openSession } from '#libs/persistence';
import { DATABASE, withDatabase, type Installation } from './dump.ts';

const PRIVATE = { mode: 0o600 } as const;
/** After this time everything in the dump is due, and nothing is too late. */
const AWAY_MS = 10 * 60_000;

/** The existing dumps, by commit, the oldest first. */
export function dumps(): string[] {
  const all = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((it) =>
    it.isDirectory() ? [it.name] : [],
  );
  return all.toSorted((one, other) => Date.parse(dumpedAt(one)) - Date.parse(dumpedAt(other)));
}

const dumpedAt = (commit: string): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, commit, 'installation.json'), 'utf8')) as Installation).dumpedAt;

/** Makes `data` the data folder of an installation that was dumped ten minutes ago. */
export async function restoreDump(commit: string, data: string): Promise<Installation> {
  const folder = join(import.meta.dirname, commit);
  const installation = JSON.parse(readFileSync(join(folder, 'installation.json'), 'utf8')) as Installation;
  const keyFile = join(data, 'keys/tenant.key');
  mkdirSync(join(data, 'keys'), { recursive: true });
  writeFileSync(join(data, 'first-run.json'), JSON.stringify(installation.firstRun), PRIVATE);
  writeFileSync(keyFile, installation.tenantKey, PRIVATE);

  const laterMs = Date.now() - Date.parse(installation.dumpedAt) - AWAY_MS;
  await withDatabase(join(data, 'mongod'), async (db, uri) => {
    await fill(db, folder, laterMs);
    await postpone(db, uri, keyFile, laterMs);
  });
  return installation;
}

async function fill(db: Db, folder: string, laterMs: number): Promise<void> {
  const indexes = JSON.parse(readFileSync(join(folder, 'indexes.json'), 'utf8')) as Record<string, Document[]>;
  for (const [name, all] of Object.entries(indexes)) {
    const collection = await db.createCollection(name);
    const lines = readFileSync(join(folder, `${name}.jsonl`), 'utf8')
      .split('\n')
      .filter(Boolean);
    const documents = lines.map((line) => later(BSON.EJSON.parse(line, { relaxed: false }), laterMs) as Document);
    if (documents.length > 0) await collection.insertMany(documents);
    for (const { key, v: _, ...options } of all) await collection.createIndex(key as Record<string, 1>, options);
  }
}

/** Adds the same time to every date in a document; only plain objects are searched. */
function later(value: unknown, byMs: number): unknown {
  if (value instanceof Date) return new Date(value.getTime() + byMs);
  if (Array.isArray(value)) return value.map((it) => later(it, byMs));
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, later(it, byMs)]));
}

/** Moves the times in sealed content: those of messages that are not fanned out yet. */
async function postpone(db: Db, uri: string, keyFile: string, byMs: number): Promise<void> {
  const session = await openSession({ uri, database: DATABASE });
  const codec = await createCodec({ keyFile, session, holdsSealed: async () => true, log: console });
  const requests = db.collection<RequestDocument>('sms_requests');
  for (const { _id, tenant, payload } of await requests.find({}, { promoteBuffers: true }).toArray()) {
    await codec.ready(tenant);
    const items = JSON.parse(codec.open(tenant, 'payload', payload)) as { deadline: number; send_at?: number }[];
    const moved = items.map((item) => ({
      ...item,
      deadline: item.deadline + byMs,
      ...(item.send_at !== undefined && { send_at: item.send_at + byMs }),
    }));
    await requests.updateOne({ _id }, { $set: { payload: codec.seal(tenant, 'payload', JSON.stringify(moved)) } });
  }
  await session.close();
}
