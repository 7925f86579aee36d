import { own, PostriderError } from '#libs/kernel';

/** A setting of an account that its owner types. */
export interface TypedSetting {
  readonly required?: boolean;
  readonly pattern: Pick<RegExp, 'test'>;
  /** What it looks like, for whoever typed something else. */
  readonly says: string;
}

/** The typed settings, checked; `invalid_account` names what is wrong and repeats no value. */
export function typedSettings<Name extends string>(
  known: Readonly<Record<Name, TypedSetting>>,
  given: Readonly<Record<string, string>>,
): Partial<Record<Name, string>> {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (stranger !== undefined)
    throw invalid(
      `There is no setting ${stranger.replace(/[^\w-]/g, '?').slice(0, 64)}; there are ${Object.keys(known).join(', ')}.`,
    );
  for (const [name, { required, pattern, says }] of Object.entries<TypedSetting>(known)) {
    const value = own(given, name);
    if (value === undefined && required) throw invalid(`${name} is missing: ${says}`);
    if (value !== undefined && !pattern.test(value)) throw invalid(`${name} has another form: ${says}`);
  }
  return given as Partial<Record<Name, string>>;
}

const invalid = (detail: string): PostriderError => new PostriderError('invalid_account', detail);
