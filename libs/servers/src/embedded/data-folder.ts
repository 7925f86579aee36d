import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Data that a server's folder keeps between two starts. */
export interface FolderRecord {
  readonly port?: number;
  readonly setName?: string;
  readonly pid?: number;
  /** Of the program that wrote the data last. */
  readonly version?: string;
}

const RECORD = 'postrider.json';

/** Makes the folder, readable by its owner alone, and returns its real path, which the server itself will report. */
export function openDataFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  return realpathSync(folder);
}

export function readFolderRecord(folder: string): FolderRecord {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as FolderRecord;
  } catch {
    return {};
  }
}

export function writeFolderRecord(folder: string, record: FolderRecord): void {
  writeFileSync(join(folder, RECORD), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}
