import type { Environment, Explanation, NoRoute, NoRouteReason, SkipReason, WaitsFor } from '#libs/contracts';
import { mayCarry, NO_PREFERENCE, type Preference } from './choose-route.ts';

/** Ordered by how soon the reason ends or how little has to be done: the first one is shown for a message. */
const NEAREST_FIRST: readonly SkipReason[] = [
  'throttled',
  'breaker_open',
  'no_adapter',
  'phones_away',
  'forced_open',
  'disabled',
  'no_phone',
  'sender',
  'sender_not_possible',
  'token_not_possible',
  'country',
  'too_long',
  'no_mapping',
  'templates_only',
  'no_mms',
  'no_marketing',
  'unknown_route',
  'no_rule',
];
/** Routes skipped for these reasons may be back later, and then carry the message as it is. */
const MAY_BE_BACK: ReadonlySet<SkipReason> = new Set([
  'throttled',
  'breaker_open',
  'no_adapter',
  'phones_away',
  'no_phone',
  'forced_open',
  'disabled',
]);

export const NO_ACCOUNT: WaitsFor = { reason: 'no_account', routes: [] };

/** Why no route takes a message, and which routes would if they were back. */
export function waitsFor(
  { skipped, routes }: Pick<Explanation, 'skipped' | 'routes'>,
  preference: Pick<Preference, 'only' | 'refusals'> = NO_PREFERENCE,
): WaitsFor {
  const wanted = skipped.filter(({ route }) => mayCarry(preference, route));
  const reason = NEAREST_FIRST.find((one) => wanted.some((it) => it.reason === one));
  return {
    reason: reason ?? withoutReason(skipped.length + routes.length),
    routes: wanted.flatMap((it) => (MAY_BE_BACK.has(it.reason) ? it.route : [])),
  };
}

/** The one route that may carry it is no longer named by the policy. */
const withoutReason = (known: number): NoRouteReason => (known > 0 ? 'unknown_route' : 'no_account');

const WAITS = 'It is accepted and waits.';
const EXPIRES = 'It is accepted, waits, and expires at its deadline.';
const DETAILS: Readonly<Record<NoRouteReason, string>> = {
  throttled: `${WAITS} The vendors of its routes throttle us; it is sent automatically when a pause is over. A second route in the policy would take it sooner.`,
  breaker_open: `${WAITS} Its routes rest because their vendors failed; it is sent automatically when one is back. A second route in the policy would take it now.`,
  no_adapter: `${WAITS} No adapter runs for the vendor of its routes. Start the adapter.`,
  phones_away: `${WAITS} None of the phones of its routes has called for 90 seconds; it is sent when one is back. A vendor behind them in the policy would take it now.`,
  no_phone: `${EXPIRES} The phones of its routes are switched off. Switch one on with PATCH /api/v1/agents/{id}, or add one to the pool.`,
  no_marketing: `${EXPIRES} Phones send no advertising. Set phones_marketing of the tenant, or add the account of a vendor.`,
  forced_open: `${WAITS} Its routes were forced open. Force one to "auto" or "closed" with POST /api/v1/routes/{id}/force.`,
  disabled: `${EXPIRES} Its routes are switched off. Switch one on with POST /api/v1/vendor-accounts/{id}/enable, or a pool with PATCH /api/v1/agent-pools/{id}.`,
  sender: `${EXPIRES} The sender is not assigned to any of its routes. Name a sender that one of them has, or none.`,
  sender_not_possible: `${EXPIRES} The vendors of its routes do not take such a sender; the skipped routes say what each takes. Name another sender, or none.`,
  country: `${EXPIRES} None of its routes serves the country of the number. Add the country to a route, or a route to the policy.`,
  too_long: `${EXPIRES} It has more segments than its routes take. Shorten the text, or raise max_segments of a route.`,
  no_mapping: `${EXPIRES} The vendors of its routes send by templates of their own, and its template is not mapped to one of them. Map it with PUT /api/v1/templates/{id}/vendor-mappings/{vendor}.`,
  templates_only: `${EXPIRES} The vendors of its routes send by templates only. Send it by a template, or add a route that sends free text.`,
  token_not_possible: `${EXPIRES} The vendors of its routes do not take the value of one of its variables. Change the value, or add another route.`,
  no_mms: `${EXPIRES} None of its routes sends such pictures. Add one that does, or give media_fallback "link".`,
  unknown_route: `${EXPIRES} The route that it or its rule names does not exist in this environment. Change the message or the policy.`,
  no_rule: `${EXPIRES} No rule of the policy matches it. Add one that does.`,
  no_account: `${EXPIRES} There is no vendor account and no pool of phones in this environment. Add an account with POST /api/v1/vendor-accounts, or a pool with POST /api/v1/agent-pools.`,
};

/** Why a message is refused if the tenant has no route at all. */
export const nowhereToGo = (environment: Environment): string =>
  `There is no vendor account for ${environment} messages. Add one with POST /api/v1/vendor-accounts, enrol a phone${
    environment === 'live' ? ', or send with a test key' : ''
  }.`;

/** Why no route takes it, for people. */
export const noRoute = (reason: NoRouteReason): NoRoute => ({ reason, detail: DETAILS[reason] });
