import { unicodeProblem } from '#libs/kernel';
import { linksOnlyTo } from './links.ts';
import { VARIABLE_NAME } from './placeholders.ts';
import type { Variable } from './template.ts';

/** UTF-16 code units of a value whose variable has no limit of its own. */
export const LONGEST_VALUE = 256;

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const REFUSED = /[\u0000-\u001F\u007F-\u009F\u202D\u202E]/;

export interface ValueProblem {
  readonly field: string;
  /** Names variables, and repeats no value. */
  readonly detail: string;
}

/** The first reason for which a text cannot be made of these values. */
export function problemWith(
  variables: readonly Variable[],
  given: Readonly<Record<string, unknown>>,
  ignoreExtra: boolean,
): ValueProblem | undefined {
  for (const variable of variables) {
    const { name } = variable;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const says = value === undefined ? missing(variables, given) : problemOfValue(variable, value);
    if (says !== undefined) return { field: `variables.${name}`, detail: says };
  }
  return ignoreExtra ? undefined : extraIn(variables, given);
}

function problemOfValue(
  { name, max_length = LONGEST_VALUE, hosts = [] }: Variable,
  value: unknown,
): string | undefined {
  if (typeof value !== 'string') return `${name} must be a text.`;
  if (value.length > max_length) return `${name} has ${value.length} characters, and may have ${max_length}.`;
  if (REFUSED.test(value)) return `${name} contains a control character or a bidirectional override.`;
  const unstorable = unicodeProblem(value);
  if (unstorable) return `${name} ${unstorable}.`;
  if (!linksOnlyTo(hosts, value))
    return `${name} contains a link to a host that its template does not name in the hosts of this variable.`;
  return undefined;
}

function missing(variables: readonly Variable[], given: Readonly<Record<string, unknown>>): string {
  const names = variables
    .map(({ name }) => name)
    .filter((name) => !Object.hasOwn(given, name) || given[name] === undefined);
  return `These variables of the template have no value: ${names.join(', ')}.`;
}

export function extraIn(
  variables: readonly Variable[],
  given: Readonly<Record<string, unknown>>,
): ValueProblem | undefined {
  for (const name of Object.keys(given)) {
    if (variables.some((variable) => variable.name === name)) continue;
    const isName = VARIABLE_NAME.test(name);
    const known = variables.length === 0 ? 'It has none.' : `It has ${variables.map((it) => it.name).join(', ')}.`;
    const detail = `The template has no variable ${isName ? name : 'of one of these names'}. ${known}`;
    return { field: isName ? `variables.${name}` : 'variables', detail };
  }
  return undefined;
}
