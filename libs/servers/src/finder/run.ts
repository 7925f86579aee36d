import { execFile } from 'node:child_process';
import { endWithThisProcess } from '../embedded/end-with-this-process.ts';

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string;
  readonly withinMs?: number;
}

const WITHIN_MS = 15_000;

/** Runs a program, which ends with this process, and returns its output; an error says in one line why it failed. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { env, cwd, withinMs = WITHIN_MS } = options;
  return new Promise((resolve, reject) => {
    const settings = {
      env,
      cwd,
      timeout: withinMs,
      killSignal: 'SIGKILL',
      maxBuffer: 8 << 20,
      encoding: 'utf8',
    } as const;
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      if (error) reject(new Error(reasonOf(program, error, stderr, withinMs)));
      else resolve(stdout);
    });
    endWithThisProcess(child);
  });
}

type RunError = Error & { code?: number | string | null; killed?: boolean };

function reasonOf(program: string, error: RunError, stderr: string, withinMs: number): string {
  if (error.code === 'ENOENT') return `${program} is not installed`;
  if (error.code === 'EACCES') return `${program} cannot be executed: permission denied`;
  if (error.killed) return `${program} did not end within ${Math.round(withinMs / 1000)} s`;
  const told = stderr.trim().split('\n').at(-1)?.slice(0, 300);
  return `${program} failed${told ? `: ${told}` : ` (${error.code ?? error.message})`}`;
}
