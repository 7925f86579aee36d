import type { EvidenceDocument, Explanation } from '#libs/contracts';
import type { Refusal } from '../ledger/refusals.ts';

/** What follows from a message's earlier attempts for its next one. */
export interface Preference {
  /** Attempts that counted, by route. */
  readonly attempts: ReadonlyMap<string, number>;
  /** The earlier attempt may have been sent: the same route comes first. */
  readonly same?: string;
  /** No other route may send it. */
  readonly only?: string;
  /** Routes that cannot reach the recipient: none of them is tried again. */
  readonly refusals: readonly Refusal[];
}

export const NO_PREFERENCE: Preference = { attempts: new Map(), refusals: [] };

/** After this many unresolved attempts other routes come first. */
const PATIENCE = 2;

/** The routes to try, the best first: those of the plan, the least tried first. */
export function routesToTry(plan: Pick<Explanation, 'routes'>, preference: Preference): string[] {
  const { attempts, same, only } = preference;
  const routes = plan.routes.filter((id) => mayCarry(preference, id));
  if (only !== undefined) return routes;
  const tries = (id: string): number => attempts.get(id) ?? 0;
  const order = routes.toSorted((a, b) => tries(a) - tries(b));
  if (same === undefined || !routes.includes(same) || tries(same) >= PATIENCE) return order;
  return [same, ...order.filter((id) => id !== same)];
}

/** Whether the message may still take the route after its attempts. */
export const mayCarry = ({ only, refusals }: Pick<Preference, 'only' | 'refusals'>, id: string): boolean =>
  (only === undefined || id === only) && !refusals.some(({ route }) => route === id);

/** Attempts that reached their route or may have, by route: one for each grant. */
export function attemptsByRoute(rows: readonly EvidenceDocument[]): Map<string, number> {
  const grants = new Map<number, string>();
  for (const { kind, fence, route, outcome, fault } of rows) {
    const isTry = outcome !== 'throttled' && outcome !== 'not_started' && fault !== 'no_adapter';
    if ((kind === 'silence' || (kind === 'answer' && isTry)) && route !== undefined) grants.set(fence, route);
  }
  const attempts = new Map<string, number>();
  for (const route of grants.values()) attempts.set(route, (attempts.get(route) ?? 0) + 1);
  return attempts;
}
