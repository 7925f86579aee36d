import { spawn, type ChildProcess } from 'node:child_process';

/**
 * A program does not notice that its starter has ended. So a shell waits on a pipe that only the starter holds: it
 * closes when the starter ends in any way, and the shell then ends the program, also a suspended one.
 */
export function endWithThisProcess(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const script = `trap '' INT TERM HUP; read _; kill -TERM ${pid}; kill -CONT ${pid}`;
  const guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', () => undefined);
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  child.once('exit', () => guard.kill('SIGKILL'));
}
