import type { Category } from '#libs/contracts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** An integer in [0, below), as kernel's `randomBelow`. */
export type RandomBelow = (below: number) => number;

const CODE: Backoff = { baseMs: 500, capMs: 8_000 };
const OTHER: Backoff = { baseMs: 5_000, capMs: 600_000 };

/** The limits divided by `scale` (1 in production). */
export function backoffOf(category: Category, scale = 1): Backoff {
  const { baseMs, capMs } = category === 'otp' ? CODE : OTHER;
  return { baseMs: baseMs / scale, capMs: capMs / scale };
}

/** The longest wait after the `attempt`th try (from 1): the base, doubled by each try before, up to the cap. */
export const ceilingMs = ({ baseMs, capMs }: Backoff, attempt: number): number =>
  Math.min(capMs, baseMs * 2 ** (Math.max(1, attempt) - 1));

/** Full jitter: any wait up to the ceiling, so that messages that failed together do not return together. */
export const backoffMs = (limits: Backoff, attempt: number, randomBelow: RandomBelow): number =>
  randomBelow(Math.floor(ceilingMs(limits, attempt)) + 1);

/** A quarter of the wait so far, within the limits: a message that has waited long is looked at less often. */
export const growingWaitMs = ({ baseMs, capMs }: Backoff, waitedMs: number): number =>
  Math.min(capMs, Math.max(baseMs, Math.round(waitedMs / 4)));
