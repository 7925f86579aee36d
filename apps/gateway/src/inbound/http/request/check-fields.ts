import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { isErrorCode, PostriderError, unicodeProblem, type ErrorCode, type FieldError } from '#libs/kernel';
import { isValid } from '#libs/messaging';
import type { JsonObject } from './json-object.ts';
import { plain } from './plain.ts';

/** The most errors that an answer lists. */
const MOST_ERRORS = 20;

export type Checked<T> = { readonly value: T } | { readonly errors: readonly FieldError[] };

/**
 * Checks plain JSON against the decorators of a class; names the class does not have are errors. Messages never repeat
 * a value. `path` is put before the field names.
 */
export function checkFields<T extends object>(Class: new () => T, given: unknown, path = ''): Checked<T> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return { errors: [notAnObject(path)] };

  const unknown = Object.keys(given).filter((name) => !fieldsOf(Class).has(name));
  if (unknown.length > 0) return { errors: unknown.slice(0, MOST_ERRORS).map((name) => unknownField(path, name)) };

  const value = Object.assign(new Class(), given);
  if (isValid(Class, value)) return storableOr(Class, value, path);
  const errors = validateSync(value, { stopAtFirstError: true, validationError: { target: false, value: false } });
  return errors.length === 0
    ? storableOr(Class, value, path)
    : { errors: errors.slice(0, MOST_ERRORS).map((error) => fieldError(path, error)) };
}

/** Every text of a body must be storable, also names and values inside its fields. */
function storableOr<T extends object>(Class: new () => T, value: T, path: string): Checked<T> {
  for (const [name, member] of Object.entries(value)) {
    const problem = problemWithin(member);
    if (problem === undefined) continue;
    return { errors: [{ field: `${path}${name}`, code: codeOfField(Class, name), message: `${name} ${problem}.` }] };
  }
  return { value };
}

function problemWithin(value: unknown): string | undefined {
  if (typeof value === 'string') return unicodeProblem(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const problem = unicodeProblem(name) ?? problemWithin(member);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The same for a body: its first error gives the code of the answer. */
export function fieldsFrom<T extends object>(Class: new () => T, given: JsonObject): T {
  const checked = checkFields(Class, given);
  if ('value' in checked) return checked.value;
  throw refusalOf(checked.errors);
}

/** The fields that a change gives; at least one. */
export function changeFrom<T extends object>(Class: new () => T, given: JsonObject): Partial<T> {
  const fields = Object.entries(fieldsFrom(Class, given)).filter(([, value]) => value !== undefined);
  if (fields.length === 0)
    throw refusalOf([{ field: '', code: 'invalid_field', message: 'Give at least one field to change.' }]);
  return Object.fromEntries(fields) as Partial<T>;
}

export function refusalOf(errors: readonly FieldError[]): PostriderError {
  const [first] = errors;
  return new PostriderError(first!.code, first!.message, { errors });
}

const known = new WeakMap<object, ReadonlySet<string>>();

/** The fields a class has decorators for. */
export function fieldsOf(Class: new () => object): ReadonlySet<string> {
  const found = known.get(Class);
  if (found !== undefined) return found;

  const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  const fields = new Set(metadata.map(({ propertyName }) => propertyName));
  known.set(Class, fields);
  return fields;
}

function fieldError(path: string, { property, constraints = {}, contexts = {} }: ValidationError): FieldError {
  const [name = '', message = `${property} is not valid`] = Object.entries(constraints)[0] ?? [];
  return { field: `${path}${property}`, code: codeOf(contexts[name]), message: `${plain(message)}.` };
}

/** The code of its own that a decorator of the field has. */
function codeOfField(Class: new () => object, field: string): ErrorCode {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  const codes = metadata.filter(({ propertyName }) => propertyName === field).map(({ context }) => codeOf(context));
  return codes.find((code) => code !== 'invalid_field') ?? 'invalid_field';
}

/** A decorator may have a code in its context: `{ context: { code: 'invalid_text' } }`. */
function codeOf(context: { code?: unknown } | undefined): ErrorCode {
  return isErrorCode(context?.code) ? context.code : 'invalid_field';
}

function unknownField(path: string, name: string): FieldError {
  const shown = name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
  return { field: `${path}${shown}`, code: 'unknown_field', message: `There is no field ${shown}.` };
}

function notAnObject(path: string): FieldError {
  const field = path.replace(/\.$/, '');
  return { field, code: 'invalid_field', message: `${field} must be an object.` };
}
