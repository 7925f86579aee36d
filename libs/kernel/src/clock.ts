/** Milliseconds since the epoch, in the database's time. Monotonic between two synchronisations. */
export interface Clock {
  now(): number;
  /** Takes over the database's time: `databaseNow` as read at `readAt`, a value of {@link monotonicMs}. */
  synchronise(databaseNow: number, readAt: number): void;
}

/** Milliseconds that never jump; only differences are meaningful. */
export function monotonicMs(): number {
  return performance.now();
}

export function createClock(): Clock {
  let offset = performance.timeOrigin;
  return {
    now: () => Math.floor(monotonicMs() + offset),
    synchronise: (databaseNow, readAt) => {
      offset = databaseNow - readAt;
    },
  };
}

/** The clock of this process; every service in it shares one database time. */
export const clock: Clock = createClock();

/** Resolves after `ms` (at once if negative or 0), or as soon as `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, Math.max(0, ms));
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
