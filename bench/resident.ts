import { readFileSync } from 'node:fs';

/** Resident bytes of running processes. */
export function residentBytes(pids: readonly number[]): number {
  const kib = (pid: number): number =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return pids.reduce((sum, pid) => sum + kib(pid) * 1_024, 0);
}
