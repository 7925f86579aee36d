import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Refusal } from './refusal.ts';

/** The paths of one installation. */
export interface DataFolder {
  readonly root: string;
  readonly bin: string;
  readonly logs: string;
  readonly mongod: string;
  readonly nats: string;
  readonly sandbox: string;
  readonly keyFile: string;
  readonly auditAnchors: string;
  readonly firstRun: string;
  readonly run: string;
}

/** The paths in a data folder, whether they exist or not. */
export function dataFolderAt(root: string): DataFolder {
  return {
    root,
    bin: join(root, 'bin'),
    logs: join(root, 'logs'),
    mongod: join(root, 'mongod'),
    nats: join(root, 'nats'),
    sandbox: join(root, 'sandbox'),
    keyFile: join(root, 'keys', 'tenant.key'),
    auditAnchors: join(root, 'audit-anchors.jsonl'),
    firstRun: join(root, 'first-run.json'),
    run: join(root, 'run.json'),
  };
}

/** Makes the folder, for its owner alone, or says why it cannot be used. */
export function openDataFolder(root: string): DataFolder {
  const folder = dataFolderAt(root);
  try {
    for (const needed of [root, folder.logs, join(root, 'keys')]) mkdirSync(needed, { recursive: true });
    chmodSync(root, 0o700);
    const probe = join(root, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = 'Make it writable, or set POSTRIDER_DATA to a folder that is.';
    throw new Refusal(EXIT.dataNotWritable, `The data folder ${root} cannot be written (${code}). ${advice}`, error);
  }
}

/** The log of a part; that of the previous start is kept as `<name>.log.1`. */
export function rotatedLog(folder: DataFolder, name: string): string {
  const file = join(folder.logs, `${name}.log`);
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return file;
}
