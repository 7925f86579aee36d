import type { DatabaseSync } from 'node:sqlite';

/** Opens a database whose every commit is on the disk when it returns. */
export async function openDatabase(path: string, waitMs = 5_000): Promise<DatabaseSync> {
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export class NoSqlite extends Error {}

/** Node has it since 22.5, and without a flag since 22.13. */
async function sqlite(): Promise<typeof import('node:sqlite')> {
  try {
    // Left to Node, so that a Node without it can say what is missing.
    return await import(/* webpackIgnore: true */ 'node:sqlite');
  } catch {
    throw new NoSqlite(
      `Node ${process.versions.node} has no SQLite: install Node 22.13 or later, in Termux by \`pkg install nodejs\`.`,
    );
  }
}
