import { checkText, PostriderError, type ErrorCode, type FieldError } from '#libs/kernel';
import { languageOf } from './languages.ts';
import { isHost } from './links.ts';
import { parseText, VARIABLE_NAME, variablesIn, type Syntax } from './placeholders.ts';
import type { Content, LanguageText, Variable } from './template.ts';
import { LONGEST_VALUE } from './values.ts';

const MOST_LANGUAGES = 20;
const MOST_VARIABLES = 20;
const MOST_PLACEHOLDERS = 100;
const MOST_HOSTS = 20;
const LONGEST_LIMIT = 1_000;
/** Texts are checked up to this length only, and refused beyond. */
const LONGEST_TEXT = 20_000;
const MOST_ERRORS = 20;

/** As its author gave it: nothing of it is known to be of its type. */
export interface GivenContent extends Pick<Content, 'category' | 'message_type'> {
  readonly contents: Readonly<Record<string, unknown>>;
  /** Absent: the variables of the texts, without rules. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Throws with the problems of all fields, which repeat nothing of the texts. */
export function checkedContent({ contents: texts, variables: rules, ...kept }: GivenContent): Content {
  const errors: FieldError[] = [];
  const { contents, used } = checkTexts(texts, errors);
  const given = rules === undefined ? undefined : checkRules(rules, errors);
  if (used.size > MOST_VARIABLES)
    errors.push(problem('contents', `The texts have ${used.size} variables; ${MOST_VARIABLES} are the most.`));
  if (given) errors.push(...whereTheyDiffer(used, given));
  if (errors.length > 0) throw refusal(errors);
  return { ...kept, contents, variables: given ?? [...used].map(([name]) => ({ name })) };
}

type Used = ReadonlyMap<string, string>;

/** `used`: each variable with a language that uses it. */
function checkTexts(
  texts: GivenContent['contents'],
  errors: FieldError[],
): { readonly contents: readonly LanguageText[]; readonly used: Used } {
  const given = Object.entries(texts);
  const used = new Map<string, string>();
  if (given.length < 1 || given.length > MOST_LANGUAGES) {
    errors.push(problem('contents', `contents must have 1 to ${MOST_LANGUAGES} languages, each with its text.`));
    return { contents: [], used };
  }
  const contents: LanguageText[] = [];
  let syntax: Syntax | undefined;
  for (const [tag, text] of given) {
    const language = languageOf(tag);
    const field = `contents.${language ?? 'language'}`;
    const read = language === undefined ? NOT_A_LANGUAGE : readText(text, syntax);
    if ('says' in read) errors.push(problem(field, read.says, read.code));
    else if (contents.some((other) => other.language === language))
      errors.push(problem(field, `${language} is given twice.`));
    else {
      syntax ??= read.syntax;
      for (const name of read.names) if (!used.has(name)) used.set(name, language!);
      contents.push({ language: language!, text: text as string });
    }
  }
  return { contents, used };
}

interface Problem {
  readonly says: string;
  readonly code: ErrorCode;
}
const NOT_A_LANGUAGE: Problem = {
  says: 'A name in contents must be a language tag (BCP 47), such as en or en-GB.',
  code: 'invalid_template',
};

function readText(
  text: unknown,
  before: Syntax | undefined,
): { readonly names: ReadonlySet<string>; readonly syntax: Syntax | undefined } | Problem {
  if (typeof text !== 'string') return { says: 'The text must be a string.', code: 'invalid_field' };
  if (text.length > LONGEST_TEXT) return { says: `The text has ${text.length} characters.`, code: 'invalid_text' };
  const parsed = parseText(text);
  if ('problem' in parsed) return { says: `The text ${parsed.problem}.`, code: 'invalid_placeholder' };
  if (parsed.parts.filter((part) => typeof part !== 'string').length > MOST_PLACEHOLDERS)
    return { says: `The text has more than ${MOST_PLACEHOLDERS} placeholders.`, code: 'invalid_placeholder' };
  const unsendable = checkText(text);
  if (unsendable) return { says: unsendable, code: 'invalid_text' };
  if (before && parsed.syntax && parsed.syntax !== before)
    return {
      says: 'The texts have placeholders of two forms; use either {NAME} or {{name}}.',
      code: 'invalid_placeholder',
    };
  return { names: variablesIn(parsed.parts), syntax: parsed.syntax };
}

function checkRules(rules: Readonly<Record<string, unknown>>, errors: FieldError[]): readonly Variable[] {
  const variables: Variable[] = [];
  for (const [name, rule] of Object.entries(rules).slice(0, MOST_VARIABLES + 1)) {
    if (!VARIABLE_NAME.test(name)) {
      errors.push(
        problem(
          'variables',
          'A variable has letters, digits and _, a letter first, at most 32.',
          'invalid_placeholder',
        ),
      );
      continue;
    }
    const says = ruleProblem(rule);
    if (says) errors.push(problem(`variables.${name}`, `${name} ${says}`, 'invalid_field'));
    else variables.push({ name, ...(rule as object) });
  }
  if (Object.keys(rules).length > MOST_VARIABLES)
    errors.push(problem('variables', `${MOST_VARIABLES} variables are the most.`));
  return variables;
}

function ruleProblem(rule: unknown): string | undefined {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return 'must be an object.';
  const { max_length = LONGEST_VALUE, hosts = [], ...others } = rule as Record<string, unknown>;
  if (Object.keys(others).length > 0) return 'may have max_length and hosts alone.';
  const isLength =
    Number.isInteger(max_length) && (max_length as number) >= 1 && (max_length as number) <= LONGEST_LIMIT;
  if (!isLength) return `must have a max_length from 1 to ${LONGEST_LIMIT}.`;
  const areHosts =
    Array.isArray(hosts) &&
    hosts.length <= MOST_HOSTS &&
    hosts.every((host) => typeof host === 'string' && isHost(host));
  return areHosts ? undefined : `must have at most ${MOST_HOSTS} hosts, such as example.com.`;
}

function whereTheyDiffer(used: Used, given: readonly Variable[]): FieldError[] {
  const names = new Set(given.map(({ name }) => name));
  const unknown = [...used]
    .filter(([name]) => !names.has(name))
    .map(([name, language]) => problem(`contents.${language}`, `The text uses ${name}, which is not in variables.`));
  const unused = [...names]
    .filter((name) => !used.has(name))
    .map((name) => problem(`variables.${name}`, `No text uses ${name}.`));
  return [...unknown, ...unused];
}

const problem = (field: string, message: string, code: ErrorCode = 'invalid_template'): FieldError => ({
  field,
  code,
  message,
});

export function refusal(errors: readonly FieldError[]): PostriderError {
  const [first] = errors;
  return new PostriderError(first!.code, first!.message, { errors: errors.slice(0, MOST_ERRORS) });
}
