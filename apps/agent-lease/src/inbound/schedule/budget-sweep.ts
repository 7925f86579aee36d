import { sleep } from '#libs/kernel';
import type { Log } from '#libs/observability';

const EVERY_MS = 5_000;

/** Repeats the sweep of reservations until the service drains; every replica may. `turn` returns how many SIMs were due. */
export async function runBudgetSweep(
  turn: () => Promise<number>,
  draining: AbortSignal,
  log: Pick<Log, 'warn'>,
): Promise<void> {
  while (!draining.aborted) {
    let due = 0;
    try {
      due = await turn();
    } catch (err) {
      log.warn('budget.sweep_failed', { err });
    }
    if (due === 0) await sleep(EVERY_MS, draining);
  }
}
