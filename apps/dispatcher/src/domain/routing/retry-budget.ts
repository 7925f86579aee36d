/** Repeats on one route use a budget, which grows with messages sent there and with time. */
export interface Budget {
  readonly tokens: number;
  readonly at: number;
}

/** Codes and alerts have a budget of their own: a storm of other repeats does not use it. */
export type BudgetOf = 'urgent' | 'others';

interface Income {
  readonly perSend: number;
  readonly perSecond: number;
  /** On a quiet route the budget holds at most about ten seconds' worth. */
  readonly mostIdle: number;
}

const INCOME: Readonly<Record<BudgetOf, Income>> = {
  // A code is useless after a minute, and codes are few: up to 300 are repeated within one.
  urgent: { perSend: 0.2, perSecond: 5, mostIdle: 20 },
  others: { perSend: 0.1, perSecond: 1, mostIdle: 10 },
};

export const fullBudget = (of: BudgetOf, now: number): Budget => ({ tokens: INCOME[of].mostIdle, at: now });

/**
 * Adds what has been earned since: `sends` messages begun on the route. `mostSends`: messages sent in the last ten
 * seconds.
 */
export function earned(of: BudgetOf, { tokens, at }: Budget, sends: number, mostSends: number, now: number): Budget {
  const { perSend, perSecond, mostIdle } = INCOME[of];
  const most = mostIdle + perSend * mostSends;
  return { tokens: Math.min(most, tokens + sends * perSend + ((now - at) / 1_000) * perSecond), at: now };
}

/** How many of `wanted` repeats the budget allows. */
export function spent(budget: Budget, wanted: number): { readonly budget: Budget; readonly allowed: number } {
  const allowed = Math.max(0, Math.min(wanted, Math.floor(budget.tokens)));
  return { budget: { ...budget, tokens: budget.tokens - allowed }, allowed };
}
