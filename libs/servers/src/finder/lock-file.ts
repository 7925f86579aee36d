import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { clock, sleep } from '#libs/kernel';
import { identityOf } from '../embedded/process-identity.ts';

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
  readonly host: string;
}

const LOOK_EVERY_MS = 100;
/** It cannot be checked whether a holder on another machine lives; no fetch takes this long. */
const FORGOTTEN_AFTER_MS = 15 * 60_000;
const WRITTEN_WITHIN_MS = 5_000;

/** Runs `work` while holding the lock file; waits for a live holder, takes the lock over from a dead one. */
export async function withLockFile<T>(file: string, onWait: (pid: number) => void, work: () => Promise<T>): Promise<T> {
  for (let told = false; !take(file);) {
    const holder = readHolder(file);
    if (!isHeld(file, holder)) {
      removeStale(file, holder);
      continue;
    }
    if (!told && holder) onWait(holder.pid);
    told ||= holder !== undefined;
    await sleep(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  const startedAt = identityOf(process.pid)?.startedAt ?? '';
  const holder: Holder = { pid: process.pid, startedAt, host: hostname() };
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isHeld(file: string, holder: Holder | undefined): boolean {
  const age = clock.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (holder === undefined) return age < WRITTEN_WITHIN_MS;
  if (holder.host !== hostname()) return age < FORGOTTEN_AFTER_MS;
  return identityOf(holder.pid)?.startedAt === holder.startedAt;
}

/**
 * Two starts may both see the same dead holder. So the lock is first moved aside, and moved back if it is the other
 * start's new one.
 */
function removeStale(file: string, seen: Holder | undefined): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (JSON.stringify(readHolder(aside)) !== JSON.stringify(seen)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}
