import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MongoClient } from 'mongodb';

/** The values to look for, by a name that may be printed. */
export type Needles = Readonly<Record<string, string>>;

/** Names of the needles in these bytes, as they are or encoded in base64 or hex. */
export function needlesIn(bytes: Buffer, needles: Needles): string[] {
  const written = withoutEmptyPages(bytes);
  return Object.entries(needles).flatMap(([name, needle]) => {
    return spellings(needle).some((spelling) => written.includes(spelling)) ? [name] : [];
  });
}

const EMPTY_PAGE = Buffer.alloc(4_096);

/** Most of mongod's journal is allocated in advance and empty; no needle contains a zero. */
function withoutEmptyPages(bytes: Buffer): Buffer {
  if (bytes.length < EMPTY_PAGE.length) return bytes;
  const pages = Array.from({ length: Math.ceil(bytes.length / EMPTY_PAGE.length) }, (_, at) =>
    bytes.subarray(at * EMPTY_PAGE.length, (at + 1) * EMPTY_PAGE.length),
  );
  return Buffer.concat(pages.filter((page) => !page.equals(EMPTY_PAGE)));
}

const known = new Map<string, readonly string[]>();

function spellings(needle: string): readonly string[] {
  const spelled = known.get(needle) ?? spell(needle);
  known.set(needle, spelled);
  return spelled;
}

/**
 * Base64 of a text depends on its position in the whole: of the three encodings only the inner part is always the same.
 */
function spell(needle: string): string[] {
  const inBase64 = [0, 1, 2].map((lead) => {
    const encoded = Buffer.from(`${' '.repeat(lead)}${needle}`)
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(lead === 0 ? 0 : lead + 1, -1);
  });
  return [needle, Buffer.from(needle).toString('hex'), ...inBase64];
}

/** As `<file>: <name>`; a folder without a file is an error, so that a wrong folder is noticed. */
export function needlesInFolder(folder: string, needles: Needles): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  if (files.length === 0) throw new Error(`There is nothing to look at in ${folder}.`);
  return files.flatMap(({ parentPath, name }) =>
    needlesIn(readIfThere(join(parentPath, name)), needles).map((found) => `${name}: ${found}`),
  );
}

/** A server may remove a file of its own at any time. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Every document of every collection, also of the server's own: the files hold them compressed. */
export async function needlesInDocuments(client: MongoClient, needles: Needles): Promise<string[]> {
  const found = new Set<string>();
  const { databases } = await client.db('admin').admin().listDatabases();
  for (const { name: database } of databases) {
    for (const { name: collection, type } of await client.db(database).listCollections().toArray()) {
      if (type === 'view') continue;
      const documents = client.db(database).collection(collection).find({}, { raw: true, promoteBuffers: true });
      for await (const bytes of documents as unknown as AsyncIterable<Buffer>) {
        for (const name of needlesIn(bytes, needles)) found.add(`${database}.${collection}: ${name}`);
      }
    }
  }
  return [...found];
}
