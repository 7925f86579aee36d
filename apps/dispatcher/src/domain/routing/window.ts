/** How many messages a route may have in the air in this process, and the data for changing it. */
export interface WindowSize {
  readonly limit: number;
  /** Doubles in each round until the vendor first shows a limit. */
  readonly isSlowStart: boolean;
  /** Shortest recent answer: one that takes much longer has waited at the vendor. */
  readonly fastestMs: number;
  /** When it last shrank, ms. */
  readonly shrunkAt: number;
}

export const FIRST_WINDOW: WindowSize = { limit: 125, isSlowStart: true, fastestMs: Infinity, shrunkAt: -Infinity };
export const SMALLEST_WINDOW = 4;
export const LARGEST_WINDOW = 500;

export interface Answered {
  /** `pushed_back`: throttled, no free slot at the adapter, or no answer in time. */
  readonly what: 'answered' | 'pushed_back';
  readonly ms: number;
  /** Whether the window was fully used: otherwise its size does not change. */
  readonly isFull: boolean;
  readonly now: number;
}

/**
 * Grows while the vendor answers as fast as before and the window is fully used, shrinks once per round when pushed
 * back.
 */
export function resized(size: WindowSize, { what, ms, isFull, now }: Answered): WindowSize {
  if (what === 'pushed_back') {
    const round = Math.max(100, Math.min(ms, 2_000));
    if (now - size.shrunkAt < round) return size;
    return { ...size, limit: Math.max(SMALLEST_WINDOW, size.limit * 0.7), isSlowStart: false, shrunkAt: now };
  }
  // Rises slowly, so that a vendor that became slower for good is not compared with its past for ever.
  const fastestMs = Math.min(ms, size.fastestMs * 1.001);
  const waitsThere = ms > 2 * fastestMs + 20;
  if (!isFull || waitsThere) return fastestMs === size.fastestMs ? size : { ...size, fastestMs };
  const step = size.isSlowStart ? 1 : Math.max(1, size.limit / 20) / size.limit;
  return { ...size, fastestMs, limit: Math.min(LARGEST_WINDOW, size.limit + step) };
}
