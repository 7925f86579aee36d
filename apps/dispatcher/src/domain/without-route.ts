import type { Explanation, NoRouteReason, SkipReason, WaitsFor } from '#libs/contracts';
import { NO_PREFERENCE, type Preference } from './choose-route.ts';

/** What is over soonest, or is the least to be done, stands first: it is what a message is said to wait for. */
const NEAREST_FIRST: readonly SkipReason[] = [
  'breaker_open',
  'unserved',
  'forced_open',
  'disabled',
  'sender',
  'country',
  'too_long',
  'unknown_route',
  'no_rule',
];
/** Routes passed over for these may be back, and then carry the message as it is. */
const MAY_BE_BACK: ReadonlySet<SkipReason> = new Set(['breaker_open', 'unserved', 'forced_open', 'disabled']);

export const NO_ACCOUNT: WaitsFor = { reason: 'no_account', routes: [] };

/** Why no route takes a message, and which would if they were back. */
export function waitsFor(
  { skipped, routes }: Pick<Explanation, 'skipped' | 'routes'>,
  { only, refusals }: Pick<Preference, 'only' | 'refusals'> = NO_PREFERENCE,
): WaitsFor {
  const mayCarry = (id: string): boolean =>
    (only === undefined || id === only) && !refusals.some(({ route }) => route === id);
  const wanted = skipped.filter(({ route }) => mayCarry(route));
  const reason = NEAREST_FIRST.find((one) => wanted.some((it) => it.reason === one));
  return {
    reason: reason ?? withoutReason(skipped.length + routes.length),
    routes: wanted.flatMap((it) => (MAY_BE_BACK.has(it.reason) ? it.route : [])),
  };
}

/** The one route that may carry it is none of those that the policy names any more. */
const withoutReason = (known: number): NoRouteReason => (known > 0 ? 'unknown_route' : 'no_account');
