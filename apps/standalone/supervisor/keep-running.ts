import { monotonicMs, sleep } from '#libs/kernel';
import { ending, type PartOptions, type Running } from './part.ts';
import { Refusal } from './refusal.ts';

/** A part that is restarted whenever it ends by itself. */
export interface Kept {
  readonly name: string;
  stop(): Promise<void>;
  /** At once, without draining. */
  kill(): void;
}

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After running this long a part has recovered from the cause of its last end. */
const RECOVERED_AFTER_MS = 60_000;

/**
 * Starts a part; a failure of this first start is thrown. Later ends are reported and followed by another start, until
 * that is refused.
 */
export async function keepRunning<R extends Running>(options: PartOptions<R>): Promise<Kept & { first: R }> {
  const stopping = new AbortController();
  const first = await options.start();
  options.onStarted(first);
  let current: R = first;
  const watching = watch(options, first, stopping.signal, (next) => (current = next));
  return {
    name: options.name,
    first,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
    },
    kill: () => {
      stopping.abort();
      current.kill('SIGKILL');
    },
  };
}

async function watch<R extends Running>(
  options: PartOptions<R>,
  first: R,
  stopping: AbortSignal,
  onNext: (next: R) => void,
): Promise<void> {
  let running = first;
  let since = monotonicMs();
  for (let failures = 0; ;) {
    const exit = await running.exited;
    if (stopping.aborted) return;
    failures = monotonicMs() - since > RECOVERED_AFTER_MS ? 1 : failures + 1;
    const pauseMs = pauseAfter(failures);
    options.tell(
      `${options.name} ended with ${ending(exit)} and is started again in ${pauseMs / 1000} s; see ${options.logFile}`,
    );

    const next = await startAgain(options, failures, pauseMs, stopping);
    if (next === undefined) return;
    running = next;
    since = monotonicMs();
    onNext(next);
    if (stopping.aborted) return running.stop();
    options.tell(`${options.name} runs again`);
  }
}

async function startAgain<R extends Running>(
  options: PartOptions<R>,
  failures: number,
  pauseMs: number,
  stopping: AbortSignal,
): Promise<R | undefined> {
  for (let attempt = failures, pause = pauseMs; ; pause = pauseAfter(++attempt)) {
    await sleep(pause, stopping);
    if (stopping.aborted) return undefined;
    try {
      const running = await options.start();
      options.onStarted(running);
      return running;
    } catch (error) {
      if (error instanceof Refusal) {
        options.giveUp(error);
        return undefined;
      }
      options.tell(`${options.name} did not start (${(error as Error).message}) and is tried again`);
    }
  }
}

/** Milliseconds before the next start after this many failures in a row. */
export const pauseAfter = (failures: number): number =>
  Math.min(SHORTEST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
