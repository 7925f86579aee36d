import type { Environment, PolicyRule } from '#libs/contracts';
import { COUNTRY_EXPECTED, isCountry } from '#libs/kernel';

/** The tenant's routes by id, with the environment of each. */
export type OwnRoutes = ReadonlyMap<string, { readonly environment: Environment }>;

/** The first error of a policy, as a sentence that names the rule, or `undefined`. */
export function policyProblem(
  rules: readonly PolicyRule[],
  routes: OwnRoutes,
  environment: Environment,
): string | undefined {
  for (const [at, rule] of rules.entries()) {
    const problem = conditionProblem(rule) ?? routesProblem(rule, routes, environment);
    if (problem) return `Rule ${at}: ${problem}`;
  }
  return undefined;
}

function conditionProblem({ countries, prefixes, categories }: PolicyRule): string | undefined {
  const lists = { countries, prefixes, categories };
  for (const [name, list] of Object.entries(lists)) {
    if (!list) continue;
    if (list.length === 0) return `${name} is empty; leave it out to match all.`;
    if (hasRepeats(list)) return `${name} has the same entry twice.`;
  }
  return countries && !countries.every(isCountry) ? `each of countries must be ${COUNTRY_EXPECTED}.` : undefined;
}

function routesProblem({ routes, weighted }: PolicyRule, own: OwnRoutes, environment: Environment): string | undefined {
  if (routes && weighted) return 'give routes or weighted, not both.';
  const named = routes ?? weighted?.map(({ route }) => route);
  if (!named) return 'give routes, in the order in which they are tried, or weighted.';
  if (named.length === 0) return 'it names no route.';
  if (hasRepeats(named)) return 'it names the same route twice.';
  if (!named.every((route) => own.has(route))) return 'it names a route that does not exist.';
  if (!named.every((route) => own.get(route)?.environment === environment))
    return 'it names a route of the other environment.';
  return undefined;
}

const hasRepeats = (list: readonly string[]): boolean => new Set(list).size < list.length;
