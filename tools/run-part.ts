import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { readResult, total, type Count } from './part-result.ts';
import type { Part } from './parts.ts';

export interface PartRun extends Count {
  readonly ms: number;
}

const KILLED_AFTER_MS = 5_000;

/**
 * Runs parts in their order, so many at once, prints a line for each and every failure, and adds them up. A signal to this
 * process ends the parts and the run.
 */
export async function runParts(parts: readonly Part[], atOnce = 1): Promise<Count> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());

  const runs: PartRun[] = [];
  const waiting = parts.values();
  const runner = async (): Promise<void> => {
    for (const part of waiting) {
      if (interrupted.signal.aborted) return;
      const run = await runPart(part, interrupted.signal);
      tell(part, run);
      runs.push(run);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runner));
  return total(runs);
}

function tell({ name }: Part, { ms, passed, failed, failures }: PartRun): void {
  const seconds = (ms / 1_000).toFixed(1).padStart(6);
  console.log(`${name.padEnd(16)}${seconds} s  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`);
  for (const failure of failures) console.log(`\n${failure}\n`);
}

/** Runs a part to its end, whatever that is, and leaves no process of it behind. */
export async function runPart(part: Part, interrupted?: AbortSignal): Promise<PartRun> {
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'postrider-part-'));
  const reportFile = join(folder, 'report.json');
  const more = part.result === 'jest' ? ['--json', `--outputFile=${reportFile}`] : [];
  const { output, exitCode } = await finish(part, more, interrupted);
  const report = part.result === 'jest' ? readOrNothing(reportFile) : undefined;
  rmSync(folder, { recursive: true });
  return { ms: performance.now() - begun, ...readResult(part, { output, exitCode, report }) };
}

interface Finished {
  readonly output: string;
  readonly exitCode: number | null;
}

async function finish(part: Part, more: readonly string[], interrupted?: AbortSignal): Promise<Finished> {
  const [program = '', ...args] = part.command;
  const child = spawn(program, [...args, ...more], {
    // A group of its own, so that whatever the part started ends with it.
    detached: true,
    env: { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`, ...part.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = (): void => signal(child.pid, 'SIGTERM');
  const deadline = setTimeout(stop, part.minutes * 60_000);
  const lastResort = setTimeout(() => signal(child.pid, 'SIGKILL'), part.minutes * 60_000 + KILLED_AFTER_MS);
  interrupted?.addEventListener('abort', stop);

  const ended = new Promise<number | null>((settle) => {
    child.once('error', () => settle(null));
    child.once('exit', (exitCode) => {
      // Whatever outlived the part would hold its output open.
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
