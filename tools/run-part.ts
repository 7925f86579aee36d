import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { readResult, type PartResult } from './part-result.ts';
import type { Part } from './parts.ts';
import { runFailedAgain, type SecondRun } from './run-again.ts';

export interface PartRun extends SecondRun {
  readonly ms: number;
}

const KILLED_AFTER_MS = 5_000;
const MINUTE_MS = 60_000;

export interface Surroundings {
  readonly interrupted?: AbortSignal;
  /** Runs the work when no other part runs. */
  readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Runs a part to its end, with any result, and its failed files once more within the same time if the part allows it.
 */
export async function runPart(
  part: Part,
  { interrupted, alone = (work) => work() }: Surroundings = {},
): Promise<PartRun> {
  let ms = 0;
  const run = async (command: readonly string[]): Promise<PartResult> => {
    const begun = performance.now();
    const result = await runOnce({ ...part, command }, part.minutes * MINUTE_MS - ms, interrupted);
    ms += performance.now() - begun;
    return result;
  };
  const first = await run(part.command);
  const runAlone = async (file: string): Promise<PartResult> =>
    interrupted?.aborted ? first : alone(() => run([...part.command, '--runTestsByPath', resolve(file)]));
  const result = part.runsAgain ? await runFailedAgain(first, runAlone) : { ...first, flaky: [] };
  return { ...result, ms };
}

/** Runs a part's command, and leaves no process of it running. */
async function runOnce(part: Part, withinMs: number, interrupted?: AbortSignal): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'postrider-part-'));
  const reportFile = join(folder, 'report.json');
  const more = part.result === 'jest' ? ['--json', `--outputFile=${reportFile}`] : [];
  const { output, exitCode } = await finish(part, more, withinMs, interrupted);
  const report = part.result === 'jest' ? readOrNothing(reportFile) : undefined;
  rmSync(folder, { recursive: true });
  return readResult(part, { output, exitCode, ...(report !== undefined && { report }) });
}

interface Finished {
  readonly output: string;
  readonly exitCode: number | null;
}

async function finish(
  part: Part,
  more: readonly string[],
  withinMs: number,
  interrupted?: AbortSignal,
): Promise<Finished> {
  const [program = '', ...args] = part.command;
  const child = spawn(program, [...args, ...more], {
    // A group of its own, so that every process of the part ends with it.
    detached: true,
    env: { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`, ...part.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => {
    signal(child.pid, 'SIGTERM');
    lastResort ??= setTimeout(() => signal(child.pid, 'SIGKILL'), KILLED_AFTER_MS);
  };
  let lastResort: NodeJS.Timeout | undefined;
  const deadline = setTimeout(stop, withinMs);
  interrupted?.addEventListener('abort', stop);

  const ended = new Promise<number | null>((settle) => {
    child.once('error', () => settle(null));
    child.once('exit', (exitCode) => {
      // A process that outlived the part would keep its output open.
      signal(child.pid, 'SIGKILL');
      settle(exitCode);
    });
  });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);

  clearTimeout(deadline);
  clearTimeout(lastResort);
  interrupted?.removeEventListener('abort', stop);
  return { output: stderr + stdout, exitCode };
}

function signal(group: number | undefined, name: NodeJS.Signals): void {
  try {
    if (group) process.kill(-group, name);
  } catch {
    // The group has ended.
  }
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
