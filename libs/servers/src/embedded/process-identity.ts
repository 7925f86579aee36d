import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Process ids are reused; a process id together with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal only for the same process. */
  readonly startedAt: string;
  /** The process group: all processes of one shell command, such as npm and its script. */
  readonly group: number;
  /** The command line, its parts separated by spaces. */
  readonly command: string;
}

/**
 * Undefined if no such process runs; a process that has ended and was not yet collected by its parent counts as ended.
 */
export function identityOf(pid: number): ProcessIdentity | undefined {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trimEnd();
    return { pid, startedAt: `${bootId()}.${fields[19]}`, group: Number(fields[2]), command };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function fromPs(pid: number): ProcessIdentity | undefined {
  try {
    const args = ['-o', 'lstart=,pgid=,command=', '-p', String(pid)];
    const line = execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const [, startedAt, group, command] = /^(.{24}) +(\d+) (.*)$/s.exec(line) ?? [];
    if (startedAt === undefined || command === undefined) return undefined;
    return { pid, startedAt, group: Number(group), command };
  } catch {
    return undefined;
  }
}
