import { spawn } from 'node:child_process';

export interface CommandEnd {
  /** `timeout`: it was killed. `missing`: there is no such program, so that nothing was done. */
  readonly end: 'exit' | 'timeout' | 'signal' | 'missing';
  readonly code: number;
  readonly output: string;
  readonly errorOutput: string;
}

const MOST_OUTPUT = 1_000_000;
const AFTER_KILL_MS = 1_000;

/** Runs a program with a text as its standard input, and kills it and its children when the time is over. */
export function runCommand(
  name: string,
  args: readonly string[],
  input: string,
  timeoutMs: number,
): Promise<CommandEnd> {
  return new Promise((resolve) => {
    // A group of its own: the command of Termux starts others, which hold the pipes open.
    const child = spawn(name, args, { stdio: 'pipe', detached: true });
    let output = '';
    let errorOutput = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
      // Who left the group may still hold the pipe: it is not waited for.
      lastTimer = setTimeout(() => done('timeout', -1), AFTER_KILL_MS);
    }, timeoutMs);
    let lastTimer: NodeJS.Timeout | undefined;

    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (output.length < MOST_OUTPUT) output += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (errorOutput.length < MOST_OUTPUT) errorOutput += chunk;
    });
    child.on('error', () => done('missing', -1));
    child.on('close', (code, signal) => done(timedOut ? 'timeout' : signal ? 'signal' : 'exit', code ?? -1));
    // A program that does not read its input is judged by its end.
    child.stdin.on('error', () => {});
    child.stdin.end(input);

    function done(end: CommandEnd['end'], code: number): void {
      clearTimeout(timer);
      clearTimeout(lastTimer);
      resolve({ end, code, output, errorOutput });
    }
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
