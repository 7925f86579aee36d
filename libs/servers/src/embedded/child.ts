import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { endWithThisProcess } from './end-with-this-process.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server process of ours. It ends with the process that started it, also if that one is killed. */
export interface ServerProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Ends it in order, or by force once `stopWithinMs` have passed; resolves when it has ended. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The file for the process's output; absent: the output is dropped. */
  readonly logFile?: string | undefined;
  readonly stopWithinMs?: number;
}

const STOP_WITHIN_MS = 10_000;

/**
 * Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches only the starter, which ends
 * the server in order. Resolves once the process runs; rejects if it cannot be started.
 */
export async function startServerProcess(options: ServerCommand): Promise<ServerProcess> {
  const log = options.logFile === undefined ? 'ignore' : openLog(options.logFile);
  const child = spawn(options.command, options.args, { detached: true, stdio: ['ignore', log, log] });
  const exited = exitOf(child);
  try {
    await spawned(child);
  } finally {
    if (typeof log === 'number') closeSync(log);
  }

  endWithThisProcess(child);
  return {
    pid: child.pid!,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      child.kill('SIGTERM');
      child.kill('SIGCONT');
      const force = setTimeout(() => child.kill('SIGKILL'), options.stopWithinMs ?? STOP_WITHIN_MS);
      await exited;
      clearTimeout(force);
    },
  };
}

function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, 'a', 0o600);
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
}
