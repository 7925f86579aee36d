import { getMetadataStorage } from 'class-validator';

type Checks = readonly ((value: unknown, object: object) => boolean)[];

const compiled = new WeakMap<object, ReadonlyMap<string, Checks> | 'unknown'>();

/**
 * Whether all decorators of a class accept the object. class-validator looks its metadata up again for every object,
 * which costs more than the checks; here that is done once. `false` only means that class-validator must be called,
 * which also makes the error texts.
 */
export function isValid(Class: new () => object, object: object): boolean {
  const fields = compiled.get(Class) ?? compile(Class);
  if (fields === 'unknown') return false;
  for (const [name, checks] of fields) {
    const value = (object as Record<string, unknown>)[name];
    for (const check of checks) if (!check(value, object)) return false;
  }
  return true;
}

/** The same, and the object has no other names than the class: no field has to be removed. */
export function isValidAlone(Class: new () => object, object: object): boolean {
  if (!isValid(Class, object)) return false;
  const fields = compiled.get(Class) as ReadonlyMap<string, Checks>;
  return Object.keys(object).every((name) => fields.has(name));
}

function compile(Class: new () => object): ReadonlyMap<string, Checks> | 'unknown' {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  const isKnown = metadata.every(({ type }) => KINDS.has(type));
  const groups = Map.groupBy(metadata, ({ propertyName }) => propertyName);
  const fields = [...groups].map(([name, all]) => [name, [checkOf(name, all)]] as const);
  const made = isKnown && fields.length > 0 ? new Map(fields) : 'unknown';
  compiled.set(Class, made);
  return made;
}

const KINDS = new Set(['customValidation', 'conditionalValidation', 'nestedValidation']);

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];
type Condition = (object: object, value: unknown) => boolean;

function checkOf(property: string, all: readonly Metadata[]): Checks[number] {
  const conditions = all
    .filter(({ type }) => type === 'conditionalValidation')
    .map(({ constraints }) => constraints[0] as Condition);
  const checks = all.filter(({ type }) => type === 'customValidation').flatMap((of) => constraintsOf(property, of));
  if (all.some(({ type }) => type === 'nestedValidation'))
    checks.push((value) => value === undefined || isMadeOfWhatHolds(value));
  return (value, object) =>
    conditions.some((condition) => !condition(object, value)) || checks.every((check) => check(value, object));
}

/** An instance of a class that has decorators, or a list of such instances. */
function isMadeOfWhatHolds(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isMadeOfWhatHolds);
  if (typeof value !== 'object' || value === null) return false;
  return isValidAlone(value.constructor as new () => object, value);
}

function constraintsOf(property: string, { constraintCls, constraints, each }: Metadata): Checks {
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => {
      const check = (value: unknown, object: object): boolean =>
        instance.validate(value, { value, constraints, targetName: '', object, property }) === true;
      if (!each) return check;
      return (value, object) => Array.isArray(value) && value.every((item) => check(item, object));
    });
}
