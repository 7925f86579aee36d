import { monotonicMs } from '#libs/kernel';
import { earned, fullBudget, spent, type Budget } from '../../domain/retry-budget.ts';

const BUCKET_MS = 1_000;
const BUCKETS = 10;

/** What each route may repeat in this process. */
export class RetryBudgets {
  private readonly routes = new Map<string, { budget: Budget; sends: number[]; bucket: number }>();

  /** Messages were begun on the route. */
  sent(route: string, count: number): void {
    this.earn(route, count);
  }

  /** How many of `wanted` repeats are allowed now; they are spent. */
  take(route: string, wanted: number): number {
    const known = this.earn(route, 0);
    const { budget, allowed } = spent(known.budget, wanted);
    known.budget = budget;
    return allowed;
  }

  /** Repeats that were paid for and not sent. */
  giveBack(route: string, count: number): void {
    const known = this.earn(route, 0);
    known.budget = { ...known.budget, tokens: known.budget.tokens + count };
  }

  private earn(route: string, sends: number) {
    const now = monotonicMs();
    const known = this.routes.get(route) ?? { budget: fullBudget(now), sends: [], bucket: 0 };
    this.routes.set(route, known);
    const bucket = Math.floor(now / BUCKET_MS);
    const passed = Math.min(BUCKETS, bucket - known.bucket);
    known.sends = [...Array.from({ length: passed }, () => 0), ...known.sends].slice(0, BUCKETS);
    known.bucket = bucket;
    known.sends[0] = (known.sends[0] ?? 0) + sends;
    const lately = known.sends.reduce((sum, count) => sum + count, 0);
    known.budget = earned(known.budget, sends, lately, now);
    return known;
  }
}
