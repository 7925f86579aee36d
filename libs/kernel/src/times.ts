/**
 * The ordered times of one attempt, in milliseconds. Each is at least the one before it, so that a later party never
 * gives up while an earlier one can still act. Tests run the same order scaled down.
 */
export interface Times {
  readonly connectMs: number;
  /** An attempt that takes longer counts against its route, however it ends. */
  readonly slowMs: number;
  readonly vendorHttpMs: number;
  readonly itemOutcomeMs: number;
  readonly drainMs: number;
  /** Added to the time of the intent: no byte leaves after it. */
  readonly sendBeforeMs: number;
  readonly leaseMs: number;
  /** After this an unresolved attempt may be repeated if the guarantee allows it. */
  readonly graceMs: number;
}

const UNSCALED: Times = {
  connectMs: 2_000,
  slowMs: 5_000,
  vendorHttpMs: 10_000,
  itemOutcomeMs: 12_000,
  drainMs: 14_000,
  sendBeforeMs: 15_000,
  leaseMs: 30_000,
  graceMs: 45_000,
};

/** The times divided by `scale` (1 in production; a drill uses 20). */
export function timesScaledBy(scale = 1): Times {
  const entries = Object.entries(UNSCALED).map(([name, ms]) => [name, Math.round(ms / scale)] as const);
  return Object.fromEntries(entries) as Record<keyof Times, number>;
}
