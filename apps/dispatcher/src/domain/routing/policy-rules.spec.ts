import type { PolicyRule } from '#libs/contracts';
import { policyProblem, type OwnRoutes } from './policy-rules.ts';

const own: OwnRoutes = new Map([
  ['a', { environment: 'test' }],
  ['b', { environment: 'test' }],
  ['l', { environment: 'live' }],
]);
const problem = (rule: PolicyRule) => policyProblem([rule], own, 'test');

test.each<[string, PolicyRule]>([
  ['routes in order', { routes: ['a', 'b'] }],
  ['weighted', { weighted: [{ route: 'a', weight: 1 }] }],
  ['conditions', { countries: ['HK'], prefixes: ['+852'], categories: ['otp'], min_priority: 3, routes: ['b'] }],
])('%s is a valid rule', (_, rule) => {
  expect(problem(rule)).toBeUndefined();
});

test.each<[string, PolicyRule, string]>([
  ['neither', {}, 'or weighted'],
  ['both', { routes: ['a'], weighted: [{ route: 'a', weight: 1 }] }, 'not both'],
  ['no route', { routes: [] }, 'names no route'],
  ['no weighted route', { weighted: [] }, 'names no route'],
  ['a route twice', { routes: ['a', 'a'] }, 'same route twice'],
  ['a weighted route twice', { weighted: ['a', 'a'].map((route) => ({ route, weight: 1 })) }, 'same route twice'],
  ['a stranger’s route', { routes: ['x'] }, 'does not exist'],
  ['a route of the other environment', { routes: ['l'] }, 'other environment'],
  ['an empty list of countries', { countries: [], routes: ['a'] }, 'countries is empty'],
  ['an empty list of prefixes', { prefixes: [], routes: ['a'] }, 'prefixes is empty'],
  ['an empty list of categories', { categories: [], routes: ['a'] }, 'categories is empty'],
  ['a country twice', { countries: ['HK', 'HK'], routes: ['a'] }, 'the same entry twice'],
  ['a country that nobody has assigned', { countries: ['XX'], routes: ['a'] }, 'ISO 3166-1'],
  ['small letters', { countries: ['hk'], routes: ['a'] }, 'in capitals'],
])('%s is refused, and the sentence names the rule', (_, rule, sentence) => {
  expect(policyProblem([{ routes: ['a'] }, rule], own, 'test')).toMatch(/^Rule 1: /);
  expect(problem(rule)).toContain(sentence);
});
