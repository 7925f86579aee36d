import { monotonicMs } from '#libs/kernel';
import { earned, fullBudget, spent, type Budget, type BudgetOf } from '../../domain/routing/retry-budget.ts';

const BUCKET_MS = 1_000;
const BUCKETS = 10;

interface Account {
  budget: Budget;
  sends: number[];
  bucket: number;
}

/** The repeats that each route may make in this process, for urgent messages and for all others. */
export class RetryBudgets {
  private readonly routes: Readonly<Record<BudgetOf, Map<string, Account>>> = { urgent: new Map(), others: new Map() };

  /** Messages were begun on the route. */
  sent(route: string, of: BudgetOf, count: number): void {
    this.earn(route, of, count);
  }

  /** How many of `wanted` repeats are allowed now; they are spent. */
  take(route: string, of: BudgetOf, wanted: number): number {
    const known = this.earn(route, of, 0);
    const { budget, allowed } = spent(known.budget, wanted);
    known.budget = budget;
    return allowed;
  }

  /** Returns repeats that were taken and not sent. */
  giveBack(route: string, of: BudgetOf, count: number): void {
    const known = this.earn(route, of, 0);
    known.budget = { ...known.budget, tokens: known.budget.tokens + count };
  }

  private earn(route: string, of: BudgetOf, sends: number): Account {
    const now = monotonicMs();
    const known = this.routes[of].get(route) ?? { budget: fullBudget(of, now), sends: [], bucket: 0 };
    this.routes[of].set(route, known);
    const bucket = Math.floor(now / BUCKET_MS);
    const passed = Math.min(BUCKETS, bucket - known.bucket);
    known.sends = [...Array.from({ length: passed }, () => 0), ...known.sends].slice(0, BUCKETS);
    known.bucket = bucket;
    known.sends[0] = (known.sends[0] ?? 0) + sends;
    const lately = known.sends.reduce((sum, count) => sum + count, 0);
    known.budget = earned(of, known.budget, sends, lately, now);
    return known;
  }
}
