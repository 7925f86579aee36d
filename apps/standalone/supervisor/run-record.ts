import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { monotonicMs, sleep } from '#libs/kernel';
import { identityOf, withLockFile } from '#libs/servers';
import type { DataFolder } from './data-folder.ts';
import type { Ports, Running } from './part.ts';
import { EXIT, Refusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

interface Recorded {
  readonly pid: number;
  readonly startedAt: string;
  /** For people who look for health and metrics. */
  readonly ports?: Ports;
}

interface Record {
  readonly supervisor: Recorded;
  readonly parts: { readonly [name: string]: Recorded };
}

/** The processes of this data folder, so that the next start knows those that a killed start left running. */
export interface RunRecord {
  add(name: string, running: Pick<Running, 'pid' | 'ports'>): void;
  /** Everything was ended in order. */
  close(): void;
}

const ENDS_WITHIN_MS = 16_000;
const LOOK_EVERY_MS = 25;

/**
 * Takes the data folder for this process: refuses if another supervisor lives, ends processes that a killed one left.
 */
export function claim(folder: DataFolder, terminal: Terminal): Promise<RunRecord> {
  return withLockFile(
    `${folder.run}.lock`,
    () => undefined,
    async () => {
      const left = read(folder.run);
      if (left && isAlive(left.supervisor)) {
        const advice = 'Stop that one with Ctrl-C, or set POSTRIDER_DATA to another folder to run a second one.';
        throw new Refusal(
          EXIT.alreadyRunning,
          `Postrider already runs in ${folder.root} as process ${left.supervisor.pid}. ${advice}`,
        );
      }
      await Promise.all(Object.entries(left?.parts ?? {}).map((part) => endLeftover(part, terminal)));
      return open(folder.run);
    },
  );
}

/** The processes of this data folder now, if any. */
export function running(folder: DataFolder): Record | undefined {
  const record = read(folder.run);
  return record && isAlive(record.supervisor) ? record : undefined;
}

function open(file: string): RunRecord {
  const record = { supervisor: recorded(process.pid), parts: {} as { [name: string]: Recorded } };
  const write = (): void => {
    writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    add: (name, { pid, ports }) => {
      record.parts[name] = { ...recorded(pid), ...(ports && { ports }) };
      write();
    },
    close: () => rmSync(file, { force: true }),
  };
}

function read(file: string): Record | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record;
  } catch {
    return undefined;
  }
}

const recorded = (pid: number): Recorded => ({ pid, startedAt: identityOf(pid)?.startedAt ?? '' });

/** A process id alone is not enough: it may belong to another process by now. */
const isAlive = ({ pid, startedAt }: Recorded): boolean => identityOf(pid)?.startedAt === startedAt;

async function endLeftover([name, part]: [string, Recorded], terminal: Terminal): Promise<void> {
  if (!isAlive(part)) return;
  terminal.progress(`ending ${name} (process ${part.pid}), left behind by a start that was killed`);
  send(part.pid, 'SIGTERM');
  send(part.pid, 'SIGCONT');
  const deadline = monotonicMs() + ENDS_WITHIN_MS;
  while (isAlive(part)) {
    if (monotonicMs() > deadline) send(part.pid, 'SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}

/** It may have ended between the check and the signal. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
