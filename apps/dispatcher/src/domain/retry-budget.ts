/** Repeats on one route: a tenth of what was sent there lately, and one a second. */
export interface Budget {
  readonly tokens: number;
  readonly at: number;
}

const PER_SEND = 0.1;
const PER_SECOND = 1;
/** What is not used within about ten seconds of a quiet route is lost. */
const MOST_IDLE = 10;

export const fullBudget = (now: number): Budget => ({ tokens: MOST_IDLE, at: now });

/** With what came in since: `sends` messages begun on the route. `mostSends`: what it sent in the last ten seconds. */
export function earned({ tokens, at }: Budget, sends: number, mostSends: number, now: number): Budget {
  const most = MOST_IDLE + PER_SEND * mostSends;
  return { tokens: Math.min(most, tokens + sends * PER_SEND + ((now - at) / 1_000) * PER_SECOND), at: now };
}

/** How many of `wanted` repeats it pays for. */
export function spent(budget: Budget, wanted: number): { readonly budget: Budget; readonly allowed: number } {
  const allowed = Math.max(0, Math.min(wanted, Math.floor(budget.tokens)));
  return { budget: { ...budget, tokens: budget.tokens - allowed }, allowed };
}
