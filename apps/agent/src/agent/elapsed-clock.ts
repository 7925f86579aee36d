import { uptime } from 'node:os';
import { monotonicMs, sleep } from '#libs/kernel';
import type { AgentClock } from './ports.ts';

/**
 * Elapsed time of this process. The monotonic clock of Node stands still while a phone sleeps, the uptime of the system
 * goes on, perhaps in whole seconds: the later of the two counts, so that a lease is over rather too early than too late.
 */
export function elapsedClock(): AgentClock {
  const startedAt = { monotonic: monotonicMs(), uptime: uptime() };
  let latest = 0;
  return {
    elapsedMs: () => {
      latest = Math.max(latest, monotonicMs() - startedAt.monotonic, (uptime() - startedAt.uptime) * 1_000);
      return latest;
    },
    sleep,
  };
}
