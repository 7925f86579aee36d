import { sleep } from '#libs/kernel';
import type { Log } from '#libs/observability';

const EVERY_MS = 1_000;
const MINUTE_TICKS = 60;

export interface Ticks {
  readonly everySecond: readonly (() => unknown)[];
  readonly everyMinute: readonly (() => unknown)[];
}

/** Runs the chores of this service until it drains. A failure is logged, and the next turn tries again. */
export async function runTicks({ everySecond, everyMinute }: Ticks, draining: AbortSignal, log: Log): Promise<void> {
  const run = async (chores: Ticks['everySecond']): Promise<void> => {
    for (const chore of chores)
      try {
        await chore();
      } catch (err) {
        log.warn('phones.chore_failed', { err });
      }
  };
  for (let turn = 1; !draining.aborted; turn++) {
    await run(turn % MINUTE_TICKS === 0 ? [...everySecond, ...everyMinute] : everySecond);
    await sleep(EVERY_MS, draining);
  }
}
