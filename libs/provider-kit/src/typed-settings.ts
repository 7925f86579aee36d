import { ConfigError, own, PostriderError } from '#libs/kernel';

/** A setting of an account: as its owner types it, and as the service's environment names it. */
export interface TypedSetting {
  readonly required?: boolean;
  readonly pattern: Pick<RegExp, 'test'>;
  /** Its form, for a person who typed another one. */
  readonly says: string;
  /** A value of this form that belongs to no account: the API's document shows it. */
  readonly example: string;
  /** A person who has it can send: the document marks it. */
  readonly secret?: boolean;
  /** The environment variable with the same meaning. */
  readonly variable: string;
  /** Converts equal spellings to one form; spaces around the value are always removed. */
  readonly normal?: (value: string) => string;
  /** It can only be used together with this setting. */
  readonly with?: string;
}
export type TypedSettings<Name extends string> = Readonly<Record<Name, TypedSetting>>;
type Given<Name extends string> = Partial<Record<Name, string>>;

/** The typed settings, checked and normalised; `invalid_account` names what is wrong and repeats no value. */
export function typedSettings<Name extends string>(
  known: TypedSettings<Name>,
  given: Readonly<Record<string, string>>,
): Given<Name> {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (stranger !== undefined)
    throw invalid(
      `There is no setting ${stranger.replace(/[^\w-]/g, '?').slice(0, 64)}; there are ${Object.keys(known).join(', ')}.`,
    );
  const typed = normalised(known, given);
  for (const [name, { required, pattern, says, with: other }] of Object.entries<TypedSetting>(known)) {
    const value = typed[name as Name];
    if (value === undefined && required) throw invalid(`${name} is missing: ${says}`);
    if (value !== undefined && !pattern.test(value)) throw invalid(`${name} must be ${says}`);
    if (value !== undefined && other !== undefined && typed[other as Name] === undefined)
      throw invalid(`${other} is missing: ${name} can only be used together with it.`);
  }
  return typed;
}

/**
 * The same settings from a service's environment. Undefined if they name no account: none of `naming` is set. Half an
 * account is refused with the names of the missing settings.
 */
export function settingsOfEnvironment<Name extends string>(
  known: TypedSettings<Name>,
  naming: readonly NoInfer<Name>[],
  given: Readonly<Partial<Record<NoInfer<Name>, string | undefined>>>,
): Given<Name> | undefined {
  const typed = normalised<Name>(known, given);
  const there = naming.find((name) => typed[name] !== undefined);
  const missing = Object.entries<TypedSetting>(known).flatMap(([name, { variable, required, with: other }]) => {
    if (required && there !== undefined && typed[name as Name] === undefined)
      return [[variable, known[there].variable]];
    const isHalf = other !== undefined && typed[name as Name] !== undefined && typed[other as Name] === undefined;
    return isHalf ? [[known[other as Name].variable, variable]] : [];
  });
  if (missing.length > 0)
    throw new ConfigError(
      missing.map(([name, other]) => `${name} must be set as well: ${other} is set, and is only half.`),
    );
  return there === undefined ? undefined : typed;
}

/** An empty value counts as absent. */
function normalised<Name extends string>(
  known: TypedSettings<Name>,
  given: Readonly<Record<string, string | undefined>>,
): Given<Name> {
  const entries = Object.entries<TypedSetting>(known).flatMap(([name, { normal = (it: string) => it }]) => {
    const value = normal((own(given, name) ?? '').trim());
    return value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(entries) as Given<Name>;
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_account', detail);
