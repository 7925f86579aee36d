import { Cores } from './cores.ts';
import { linesOf } from './part-lines.ts';
import { total, type Count } from './part-result.ts';
import type { Part } from './parts.ts';
import { runPart, type PartRun } from './run-part.ts';

const CORES = 2;
/** One or two files may fail by chance in a run; more are an error of the specs or of the product. */
const MOST_FLAKY = 2;

/**
 * Runs parts in order, side by side if they leave a core to others, reports each when it ends, and adds them up. Parts
 * that `over` or a signal to this process keeps from running count as failed.
 */
export async function runParts(
  parts: readonly Part[],
  { over, tell = console.log }: { over?: AbortSignal; tell?: (line: string) => void } = {},
): Promise<Count> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort('it was interrupted'));
  const end = AbortSignal.any([interrupted.signal, ...(over ? [over] : [])]);

  const runs: PartRun[] = [];
  await inOrder(parts, async (part, cores) => {
    const alone = <T>(work: () => Promise<T>): Promise<T> => cores.insteadOf(part.cores, work);
    const run = end.aborted ? notRun(part, String(end.reason)) : await runPart(part, { interrupted: end, alone });
    for (const line of linesOf(part.name, run)) tell(line);
    runs.push(run);
  });
  const flaky = runs.flatMap((run) => run.flaky);
  if (flaky.length <= MOST_FLAKY) return total(runs);
  const tooMany = `${flaky.length} files were flaky; more than ${MOST_FLAKY} fail the run.`;
  tell(tooMany);
  return total([...runs, { passed: 0, failed: 1, failures: [tooMany] }]);
}

/** Starts the next part as soon as its cores are free and the parts it needs have ended. */
async function inOrder(parts: readonly Part[], run: (part: Part, cores: Cores) => Promise<void>): Promise<void> {
  const cores = new Cores(CORES);
  const begun = new Map<string, Promise<void>>();
  for (const part of parts) {
    await Promise.all((part.needs ?? []).map(async (name) => begun.get(name)));
    await cores.take(part.cores);
    const work = run(part, cores).finally(() => cores.give(part.cores));
    begun.set(part.name, work);
  }
  await Promise.all(begun.values());
}

const notRun = ({ name }: Part, why: string): PartRun => ({
  ms: 0,
  passed: 0,
  failed: 1,
  failures: [`${name} was not run: ${why}.`],
  files: [],
  flaky: [],
});
