import { spawn, type ChildProcess } from 'node:child_process';

/**
 * A program does not notice when its starter is gone: a shell waits on a pipe which only the starter holds. It
 * closes when the starter ends in any way, and the shell then ends the program, also one that was suspended.
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
