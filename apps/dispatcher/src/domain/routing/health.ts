import type { FaultKind, HealthWindow, Outcome } from '#libs/contracts';
import { refusesRecipient } from '../ledger/refusals.ts';

/** A number that a route cannot reach does not concern the route's health, so it is counted apart from its faults. */
export type Counted = Outcome | 'recipient';

export const countedAs = (outcome: Outcome, fault?: FaultKind): Counted =>
  refusesRecipient({ outcome, ...(fault && { fault }) }) ? 'recipient' : outcome;

/** Data of one replica about a route in one period. Counts by outcome, and by the time of the answers. */
export interface HealthBucket {
  /** Its beginning, ms since the epoch. */
  readonly at: number;
  readonly outcomes: Readonly<Partial<Record<Counted, number>>>;
  /** Answers by the first of {@link TOOK_MS} that they did not exceed; the last is for all slower ones. */
  readonly took: readonly number[];
}

export const BUCKET_MS = 10_000;
export const TOOK_MS = [5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1_000, 2_000, 5_000, 10_000] as const;

const GOOD: readonly Outcome[] = ['accepted', 'rejected'];
const FAILURES: readonly Outcome[] = ['vendor_fault', 'unknown'];

/** The buckets of all replicas in the last `seconds`, as one window. */
export function windowOf(buckets: readonly HealthBucket[], seconds: number, now: number): HealthWindow {
  const recent = buckets.filter(({ at }) => at > now - seconds * 1_000 - BUCKET_MS);
  const outcomes: Record<string, number> = {};
  for (const bucket of recent)
    for (const [outcome, count] of Object.entries(bucket.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  const took = TOOK_MS.map((_, at) => sum(recent.map((bucket) => bucket.took[at] ?? 0)));
  took.push(sum(recent.map((bucket) => bucket.took[TOOK_MS.length] ?? 0)));
  const success = share(outcomes);
  return {
    seconds,
    outcomes,
    ...(success !== undefined && { success }),
    ...(sum(took) > 0 && { p50_ms: quantile(took, 0.5), p95_ms: quantile(took, 0.95) }),
  };
}

/** Over the attempts that concern their route. */
export function share(outcomes: Readonly<Partial<Record<Outcome, number>>>): number | undefined {
  const count = (which: readonly Outcome[]): number => sum(which.map((outcome) => outcomes[outcome] ?? 0));
  const all = count(GOOD) + count(FAILURES);
  return all === 0 ? undefined : count(GOOD) / all;
}

/** The upper bound of the class that holds the quantile. */
function quantile(took: readonly number[], q: number): number {
  const wanted = sum(took) * q;
  let seen = 0;
  for (const [at, count] of took.entries()) {
    seen += count;
    if (seen >= wanted) return TOOK_MS[at] ?? TOOK_MS.at(-1)! * 2;
  }
  return TOOK_MS.at(-1)! * 2;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
