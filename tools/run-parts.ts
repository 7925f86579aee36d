import { linesOf } from './part-lines.ts';
import { total, type Count } from './part-result.ts';
import type { Part } from './parts.ts';
import { runPart, type PartRun } from './run-part.ts';

const CORES = 2;
/** One or two files may fail by chance in a run; more are a fault of the specs or of the product. */
const MOST_FLAKY = 2;

/**
 * Runs parts in their order, side by side where they leave a core to others, tells of each when it ends, and adds them up.
 * What `over` or a signal to this process keeps from running counts as failed.
 */
export async function runParts(
  parts: readonly Part[],
  { over, tell = console.log }: { over?: AbortSignal; tell?: (line: string) => void } = {},
): Promise<Count> {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort('it was interrupted'));
  const end = AbortSignal.any([interrupted.signal, ...(over ? [over] : [])]);

  const runs: PartRun[] = [];
  await inOrder(parts, async (part) => {
    const run = end.aborted ? notRun(part, String(end.reason)) : await runPart(part, end);
    for (const line of linesOf(part.name, run)) tell(line);
    runs.push(run);
  });
  const flaky = runs.flatMap((run) => run.flaky);
  if (flaky.length <= MOST_FLAKY) return total(runs);
  const tooMany = `${flaky.length} files were flaky; more than ${MOST_FLAKY} fail the run.`;
  tell(tooMany);
  return total([...runs, { passed: 0, failed: 1, failures: [tooMany] }]);
}

/** Starts the next part as soon as its cores are free and what it needs has ended. */
async function inOrder(parts: readonly Part[], run: (part: Part) => Promise<void>): Promise<void> {
  const waiting = [...parts];
  const unfinished = new Set(parts.map(({ name }) => name));
  const running = new Set<Promise<void>>();
  let free: number = CORES;
  const canStart = ({ cores, needs = [] }: Part): boolean => cores <= free && !needs.some((it) => unfinished.has(it));
  const start = async (part: Part): Promise<void> => {
    free -= part.cores;
    await run(part);
    free += part.cores;
    unfinished.delete(part.name);
  };
  while (waiting.length > 0) {
    while (waiting[0] && canStart(waiting[0])) {
      const work = start(waiting.shift()!).finally(() => running.delete(work));
      running.add(work);
    }
    await Promise.race(running);
  }
  await Promise.all(running);
}

const notRun = ({ name }: Part, why: string): PartRun => ({
  ms: 0,
  passed: 0,
  failed: 1,
  failures: [`${name} was not run: ${why}.`],
  files: [],
  flaky: [],
});
