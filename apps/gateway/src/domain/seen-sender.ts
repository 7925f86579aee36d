import type { Sender } from '#libs/contracts';

/** A sender belongs to the tenant, each of its routes to an environment: a principal sees the routes of their own. */
export interface SeenSender {
  readonly value: string;
  readonly routes: string[];
  /** Routes of the other environment: they stay whatever is done to the seen ones. */
  readonly hidden: readonly string[];
}

/** `visible` absent: both environments are seen. */
export function seenSender({ value, routes }: Sender, visible: ReadonlySet<string> | undefined): SeenSender {
  if (visible === undefined) return { value, routes, hidden: [] };
  const seen = routes.filter((route) => visible.has(route));
  return { value, routes: seen, hidden: routes.filter((route) => !visible.has(route)) };
}

/** A sender whose routes are all hidden is not shown. */
export const isSeen = ({ routes, hidden }: SeenSender): boolean => routes.length > 0 || hidden.length === 0;
