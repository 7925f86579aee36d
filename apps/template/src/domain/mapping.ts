import type { TokenRule, VendorTemplate, VendorTemplates } from '#libs/contracts';
import { EVERY_TOKEN, type FieldError } from '#libs/kernel';
import { refusal } from './check-content.ts';
import type { Mapping, Version } from './template.ts';
import { LONGEST_VALUE } from './values.ts';

/** The vendor's token for each variable; or the variables in the order of the vendor's tokens. */
export type GivenTokens = unknown;

const LONGEST_TOKEN = 64;
const TOKEN_NAME = /^[\w.-]{1,64}$/;

/** Throws with the problems of all fields. */
export function checkedMapping(
  { version, variables }: Pick<Version, 'version' | 'variables'>,
  { vendor, code, tokens }: { readonly vendor: string; readonly code: string; readonly tokens: GivenTokens },
  templates: VendorTemplates,
): Mapping {
  const errors: FieldError[] = [];
  if (!new RegExp(`^(?:${templates.code_pattern})$`).test(code))
    errors.push(problem('code', `The code of a template of ${vendor} is ${templates.code_says}.`));
  const pairs = pairsOf(tokens, templates, errors);
  for (const { variable, token } of pairs) errors.push(...problemsOfPair({ variable, token }, variables, templates));
  errors.push(...ofAll(pairs, variables, templates, vendor));
  if (errors.length > 0) throw refusal(errors);
  return { version, vendor, code, tokens: inOrder(pairs, templates) };
}

/** The values of a message under the vendor's names. */
export const vendorTemplate = (
  { vendor, code, tokens }: Mapping,
  values: Readonly<Record<string, string>>,
): VendorTemplate => ({
  vendor,
  code,
  tokens: Object.fromEntries(tokens.map(({ variable, token }) => [token, values[variable]!])),
});

/** Mappings of the version before that fit this one: those of the same variables. */
export const carriedOver = (
  mappings: readonly Mapping[],
  { version, variables }: Pick<Version, 'version' | 'variables'>,
): Mapping[] => {
  const names = new Set(variables.map(({ name }) => name));
  const fit = mappings.filter(
    ({ tokens }) => tokens.length === names.size && tokens.every(({ variable }) => names.has(variable)),
  );
  return fit.map((mapping) => ({ ...mapping, version }));
};

interface Pair {
  readonly variable: string;
  readonly token: string;
}

function pairsOf(tokens: GivenTokens, { tokens_by, tokens: rules }: VendorTemplates, errors: FieldError[]): Pair[] {
  const isList = Array.isArray(tokens);
  if (typeof tokens !== 'object' || tokens === null || !(isList ? tokens : Object.values(tokens)).every(isTokenName)) {
    errors.push(problem('tokens', 'tokens must be an object of variables with their tokens, or a list of variables.'));
    return [];
  }
  if (!isList)
    return Object.entries(tokens as Record<string, string>).map(([variable, token]) => ({ variable, token }));
  // By name a list says that the vendor's tokens have the names of the variables.
  const names = tokens as string[];
  if (tokens_by === 'name') return names.map((variable) => ({ variable, token: variable }));
  if (names.length > rules.length) {
    errors.push(problem('tokens', `There are ${rules.length} tokens: ${namesOf(rules)}.`));
    return [];
  }
  return names.map((variable, at) => ({ variable, token: rules[at]!.name }));
}

const isTokenName = (token: unknown): boolean =>
  typeof token === 'string' && token.length <= LONGEST_TOKEN && TOKEN_NAME.test(token);

function problemsOfPair(
  { variable, token }: Pair,
  variables: Version['variables'],
  templates: VendorTemplates,
): FieldError[] {
  const field = `tokens.${/^\w{1,32}$/.test(variable) ? variable : 'variable'}`;
  const known = variables.find(({ name }) => name === variable);
  if (!known) return [problem(field, 'The template has no variable of this name.')];
  const rule = ruleFor(templates.tokens, token);
  if (!rule) return [problem(field, `There is no such token; there are ${namesOf(templates.tokens)}.`)];
  const { max_length: longest = LONGEST_VALUE } = known;
  if (rule.max_length === undefined || longest <= rule.max_length) return [];
  return [
    problem(
      field,
      `${variable} may have ${longest} characters, and the token takes ${rule.max_length}: set max_length of the variable.`,
    ),
  ];
}

const ruleFor = (rules: readonly TokenRule[], token: string): TokenRule | undefined =>
  rules.find(({ name }) => name === token) ?? rules.find(({ name }) => name === EVERY_TOKEN);

function ofAll(
  pairs: readonly Pair[],
  variables: Version['variables'],
  { tokens_by, tokens: rules, max_tokens = Infinity }: VendorTemplates,
  vendor: string,
): FieldError[] {
  const unmapped = variables.filter(({ name }) => !pairs.some(({ variable }) => variable === name));
  const twice = pairs.filter(({ token }, at) => pairs.findIndex((other) => other.token === token) < at);
  const first = rules[0]?.name;
  const lacksFirst = tokens_by === 'position' && pairs.length > 0 && !pairs.some(({ token }) => token === first);
  return [
    ...unmapped.map(({ name }) => problem(`tokens.${name}`, `${name} has no token.`)),
    ...twice.map(({ variable }) => problem(`tokens.${variable}`, 'Another variable has this token.')),
    ...(lacksFirst ? [problem('tokens', `A template of ${vendor} has at least the token ${first}.`)] : []),
    ...(pairs.length > max_tokens
      ? [problem('tokens', `A template of ${vendor} has at most ${max_tokens} tokens.`)]
      : []),
  ];
}

function inOrder(pairs: readonly Pair[], { tokens_by, tokens: rules }: VendorTemplates): readonly Pair[] {
  if (tokens_by === 'name') return pairs;
  const place = (token: string): number => rules.findIndex(({ name }) => name === token);
  return pairs.toSorted((one, other) => place(one.token) - place(other.token));
}

const namesOf = (rules: readonly TokenRule[]): string => rules.map(({ name }) => name).join(', ');

const problem = (field: string, message: string): FieldError => ({ field, code: 'invalid_template', message });
