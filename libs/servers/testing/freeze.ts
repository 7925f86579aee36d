import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** SIGSTOP, and a wait until every thread has stopped: one on another processor may still answer. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!statesOf(pid).every((state) => state === 'T')) await sleep(1);
}

function statesOf(pid: number): string[] {
  const threads = `/proc/${pid}/task`;
  return readdirSync(threads).map((thread) => stateOf(`${threads}/${thread}`));
}

/** A thread that has ended meanwhile cannot answer any more. */
function stateOf(thread: string): string {
  try {
    return readFileSync(`${thread}/stat`, 'utf8').split(') ')[1]![0]!;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) return 'T';
    throw error;
  }
}
