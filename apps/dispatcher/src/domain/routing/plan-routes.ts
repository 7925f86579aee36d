import type { Explanation, PolicyRule, SkipReason } from '#libs/contracts';
import { takesSender } from '#libs/kernel';
import { effective } from './breaker.ts';
import { rulesOf } from '../acceptance/categories.ts';
import { whyNotCarried } from './carriage.ts';
import type { PhonesOfRoute, Routable, Route, RoutingFacts } from './route.ts';

type RouteIds = Pick<ReadonlySet<string>, 'has'>;

export interface Surroundings {
  /** Ms since the epoch. */
  readonly now: number;
  /** Routes whose adapter is not running. */
  readonly withoutAdapter?: RouteIds;
  /** Routes whose opening this process is writing. */
  readonly opening?: RouteIds;
  /** Routes that pause because their vendor throttles. */
  readonly paused?: RouteIds;
  /** Whether the message may still take a route after its attempts; absent: every route. */
  readonly mayCarry?: (route: string) => boolean;
}

/** Which routes may carry a message now, in the order in which they are tried, and why the others may not. Pure. */
export function planRoutes(facts: RoutingFacts, item: Routable, around: Surroundings): Explanation {
  const { rule, index, candidates } = candidatesOf(facts, item);
  const { byId, usual } = indexOf(facts.routes);
  if (!candidates) {
    const skipped = usual.map((id) => skippedFor('no_rule')({ id }));
    return { policy: facts.policy.version, routes: [], skipped };
  }
  const usable: string[] = [];
  const skipped: Explanation['skipped'] = [];
  for (const id of candidates) {
    const route = byId.get(id);
    const reason = whyNot(route, facts, item, around);
    if (reason === undefined) usable.push(id);
    else skipped.push(reason === 'sender_not_possible' ? notPossible(route!) : skippedFor(reason)({ id }));
  }
  const plan = {
    policy: facts.policy.version,
    ...(index !== undefined && { rule: index }),
    ...(rule?.name !== undefined && { rule_name: rule.name }),
    routes: usable,
    skipped,
  };
  const paused = usable.filter((id) => around.paused?.has(id));
  return paused.length === 0 ? plan : withPaused(plan, paused, item, around);
}

function withPaused(
  plan: Explanation,
  paused: readonly string[],
  item: Routable,
  { mayCarry = () => true, now }: Surroundings,
): Explanation {
  const others = plan.routes.filter((id) => !paused.includes(id));
  if (!others.some(mayCarry) || !movesOn(item, now)) return { ...plan, throttled: [...paused] };
  const skipped = paused.map((id) => skippedFor('throttled')({ id }));
  return { ...plan, routes: others, skipped: [...plan.skipped, ...skipped] };
}

interface RouteIndex {
  /** Those that are tried without a policy: single phones are not. */
  readonly usual: readonly string[];
  readonly byId: ReadonlyMap<string, Route>;
}

const indexes = new WeakMap<readonly Route[], RouteIndex>();

/** Made once for all messages that are planned with the same routes. */
function indexOf(routes: readonly Route[]): RouteIndex {
  const made = indexes.get(routes);
  if (made) return made;
  const usual = routes.flatMap(({ id, phones }) => (phones?.kind === 'agent' ? [] : id));
  const index = { usual, byId: new Map(routes.map((route) => [route.id, route])) };
  indexes.set(routes, index);
  return index;
}

export const routeIn = ({ routes }: Pick<RoutingFacts, 'routes'>, id: string): Route | undefined =>
  indexOf(routes).byId.get(id);

/** Whether it takes another route instead of waiting for a throttled one. */
export const movesOn = ({ category, movesOnAt = Infinity }: Routable, now: number): boolean =>
  rulesOf(category).lane === 'urgent' || now >= movesOnAt;

const skippedFor =
  (reason: SkipReason) =>
  ({ id }: Pick<Route, 'id'>): Explanation['skipped'][number] => ({ route: id, reason });

const notPossible = ({ id, senderRule }: Route): Explanation['skipped'][number] => ({
  route: id,
  reason: 'sender_not_possible',
  detail: `Its vendor takes ${senderRule!.says}.`,
});

interface Candidates {
  readonly rule?: PolicyRule;
  readonly index?: number;
  /** Absent: no rule matches. */
  readonly candidates?: readonly string[];
}

/** A pinned route takes precedence over all rules, and a preferred one goes before what they name. */
function candidatesOf(facts: RoutingFacts, item: Routable): Candidates {
  const { pinned, preferred } = item;
  if (pinned !== undefined) return { candidates: [pinned] };
  const found = namedByPolicy(facts, item);
  if (preferred === undefined) return found;
  return { ...found, candidates: [preferred, ...(found.candidates ?? []).filter((id) => id !== preferred)] };
}

/** All routes that are named for a message, the first to be tried first, also those that may not carry it now. */
export const orderOf = (facts: RoutingFacts, item: Routable): readonly string[] =>
  candidatesOf(facts, item).candidates ?? [];

/** The first rule that matches decides. */
function namedByPolicy({ routes, policy }: RoutingFacts, item: Routable): Candidates {
  const index = policy.rules.findIndex((rule) => matches(rule, item));
  const rule = policy.rules[index];
  if (rule) return { rule, index, candidates: rule.routes ?? drawn(rule.weighted ?? [], routes, item.key) };
  return policy.rules.length === 0 ? { candidates: indexOf(routes).usual } : {};
}

export function matches(rule: PolicyRule, { country, to, category, priority }: Routable): boolean {
  const { countries, prefixes, categories, min_priority } = rule;
  if (countries && !(country !== undefined && countries.includes(country))) return false;
  if (prefixes && !prefixes.some((prefix) => to.startsWith(prefix))) return false;
  if (categories && !categories.includes(category)) return false;
  return min_priority === undefined || priority >= min_priority;
}

function whyNot(
  route: Route | undefined,
  { senders }: RoutingFacts,
  item: Routable,
  { now, withoutAdapter, opening }: Surroundings,
): SkipReason | undefined {
  if (!route) return 'unknown_route';
  if (!route.enabled && route.phones?.kind !== 'agent') return 'disabled';
  if (route.phones?.agents.length === 0) return 'no_phone';
  if (!isAmong(route.countries, item.country) || !isAmong(route.carries?.countries, item.country)) return 'country';
  if (route.maxSegments !== undefined && item.segments > route.maxSegments) return 'too_long';
  const notCarried = whyNotCarried(route, item.cargo);
  if (notCarried !== undefined) return notCarried;
  if (item.sender !== undefined && route.senderRule && !takesSender(route.senderRule, item.sender))
    return 'sender_not_possible';
  if (item.sender !== undefined && !item.hasSender && !senders.get(item.sender)?.has(route.id)) return 'sender';
  if (route.phones) return whyNotByPhone(route.phones, item);
  const state = effective(route.state, now);
  if (state === 'forced_open') return 'forced_open';
  if (state === 'open' || opening?.has(route.id)) return 'breaker_open';
  return withoutAdapter?.has(route.id) ? 'no_adapter' : undefined;
}

/** Absent countries: every one. */
const isAmong = (countries: readonly string[] | undefined, country: string | undefined): boolean =>
  !countries || (country !== undefined && countries.includes(country));

/** No adapter, breaker or throttle stands between a message and the phones that fetch it. */
function whyNotByPhone(
  { online, onlineCountries }: PhonesOfRoute,
  { category, phonesMarketing, country }: Routable,
): SkipReason | undefined {
  if (category === 'marketing' && !phonesMarketing) return 'no_marketing';
  return online && isAmong(onlineCountries, country) ? undefined : 'phones_away';
}

/**
 * A weighted order without replacement. The draw depends on the message alone, so that a redelivered wake-up or another
 * replica finds the same order while weights stay the same. A route without any weight left comes last.
 */
function drawn(weighted: NonNullable<PolicyRule['weighted']>, routes: readonly Route[], key: string): string[] {
  const { byId } = indexOf(routes);
  return weighted
    .map(({ route, weight }) => {
      const left = Math.max(0, weight - (byId.get(route)?.state.penalty ?? 0));
      return { route, rank: left > 0 ? -Math.log(chanceOf(`${key}|${route}`)) / left : Infinity };
    })
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ route }) => route);
}

/** FNV-1a with a final mix, as a number in (0, 1). */
function chanceOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
