import { getMetadataStorage } from 'class-validator';

type Check = (value: unknown, object: object) => boolean;

interface Compiled {
  readonly names: ReadonlySet<string>;
  readonly fields: readonly { readonly name: string; readonly check: Check }[];
}

const compiled = new WeakMap<object, Compiled | 'unknown'>();

/**
 * Whether all decorators of a class accept the object. class-validator looks its metadata up again for every object,
 * which costs more than the checks; here that is done once. `false` only means that class-validator must be called,
 * which also makes the error texts.
 */
export function isValid(Class: new () => object, object: object): boolean {
  const made = compiledOf(Class);
  if (made === 'unknown') return false;
  for (const { name, check } of made.fields)
    if (!check((object as Record<string, unknown>)[name], object)) return false;
  return true;
}

/** The same, and the object has no other names than the class: no field has to be removed. */
export function isValidAlone(Class: new () => object, object: object): boolean {
  if (!isValid(Class, object)) return false;
  const { names } = compiledOf(Class) as Compiled;
  return Object.keys(object).every((name) => names.has(name));
}

function compiledOf(Class: new () => object): Compiled | 'unknown' {
  const made = compiled.get(Class) ?? compile(Class);
  compiled.set(Class, made);
  return made;
}

function compile(Class: new () => object): Compiled | 'unknown' {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  const isKnown = metadata.every(({ type }) => KINDS.has(type));
  const groups = [...Map.groupBy(metadata, ({ propertyName }) => propertyName)];
  if (!isKnown || groups.length === 0) return 'unknown';
  return {
    names: new Set(groups.map(([name]) => name)),
    fields: groups.map(([name, all]) => ({ name, check: checkOf(name, all) })),
  };
}

const KINDS = new Set(['customValidation', 'conditionalValidation', 'nestedValidation']);

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => boolean;

function checkOf(property: string, all: readonly Metadata[]): Check {
  const conditions = all
    .filter(({ type }) => type === 'conditionalValidation')
    .map(({ constraints }) => constraints[0] as Condition);
  const checks = all.filter(({ type }) => type === 'customValidation').flatMap((of) => constraintsOf(property, of));
  if (all.some(({ type }) => type === 'nestedValidation'))
    checks.push((value) => value === undefined || isMadeOfWhatHolds(value));
  return (value, object) => {
    for (const condition of conditions) if (!condition(object, value)) return true;
    for (const check of checks) if (!check(value, object)) return false;
    return true;
  };
}

/** An instance of a class that has decorators, or a list of such instances. */
function isMadeOfWhatHolds(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isMadeOfWhatHolds);
  if (typeof value !== 'object' || value === null) return false;
  return isValidAlone(value.constructor as new () => object, value);
}

function constraintsOf(property: string, { constraintCls, constraints, each }: Metadata): Check[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => {
      const given = { value: undefined as unknown, object: {}, constraints, targetName: '', property };
      const check: Check = (value, object) => {
        given.value = value;
        given.object = object;
        return instance.validate(value, given) === true;
      };
      if (!each) return check;
      return (value, object) => Array.isArray(value) && value.every((item) => check(item, object));
    });
}
