import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../journal/sqlite.ts';

/** Holds the lock of the folder until the process ends; undefined: another agent has it. */
export async function lockFolder(folder: string): Promise<Disposable | undefined> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = await openDatabase(join(folder, 'lock.sqlite'), 0);
  try {
    database.exec('BEGIN IMMEDIATE');
    return { [Symbol.dispose]: () => database.close() };
  } catch {
    database.close();
    return undefined;
  }
}
