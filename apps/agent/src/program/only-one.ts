import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../journal/sqlite.ts';

const pidFileIn = (folder: string): string => join(folder, 'pid');

/** Holds the lock of the folder until the process ends, and says who has it. */
export async function becomeTheOne(folder: string): Promise<Disposable | undefined> {
  const lock = await lockFolder(folder);
  if (lock) writeFileSync(pidFileIn(folder), String(process.pid));
  return lock;
}

/** The process that has the lock. */
export async function runningPid(folder: string): Promise<number | undefined> {
  const lock = await lockFolder(folder);
  lock?.[Symbol.dispose]();
  return lock ? undefined : Number(readFileSync(pidFileIn(folder), 'utf8'));
}

/** Undefined: another agent has it. */
async function lockFolder(folder: string): Promise<Disposable | undefined> {
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
