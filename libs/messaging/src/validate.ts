import { setImmediate as nextTurn } from 'node:timers/promises';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { PostriderError, type FieldError } from '#libs/kernel';
import { holdsAlone } from './holds.ts';

/** Long lists are checked in slices of this many, with a turn of the event loop between. */
const SLICE = 100;
const MAX_REPORTED = 100;

export interface ValidateOptions {
  /** Whether a field the class does not know is an error (`unknown_field`); it is dropped otherwise. */
  readonly strict?: boolean;
}

/** The value as an instance of its class. Rejects with `invalid_field` and the dotted path of each wrong field. */
export async function validatePayload<Payload extends object>(
  PayloadClass: new () => Payload,
  value: unknown,
  options: ValidateOptions = {},
): Promise<Payload> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid([NOT_AN_OBJECT]);
  const lists = longLists(value);
  if (lists.length > 0) return validateLong(PayloadClass, value, lists, options);
  const payload = plainToInstance(PayloadClass, value);
  const errors = check(payload, options);
  if (errors.length > 0) throw invalid(errors);
  return payload;
}

const NOT_AN_OBJECT: FieldError = { field: '', code: 'invalid_field', message: 'the payload must be an object' };

type List = readonly [name: string, items: unknown[]];

function longLists(value: object): List[] {
  return Object.entries(value).filter(
    ([, items]) => Array.isArray(items) && items.length > SLICE && items.every((item) => typeof item === 'object'),
  ) as unknown as List[];
}

/** The shell first, each long list standing in as holes of the same length, which nothing descends into; then the lists. */
async function validateLong<Payload extends object>(
  PayloadClass: new () => Payload,
  value: object,
  lists: readonly List[],
  options: ValidateOptions,
): Promise<Payload> {
  const firsts = Object.fromEntries(lists.map(([name, items]) => [name, items.slice(0, 1)]));
  const payload = plainToInstance(PayloadClass, { ...value, ...firsts });
  const slots = payload as Record<string, unknown[]>;
  const itemClasses = lists.map(([name]) => slots[name]?.[0]?.constructor as new () => object);
  for (const [name, items] of lists) slots[name] = new Array(items.length);

  const errors = check(payload, options);
  if (errors.length > 0) throw invalid(errors);

  for (const [index, [name, items]] of lists.entries()) {
    if (!(name in slots)) continue;
    slots[name] = await validateItems(itemClasses[index] ?? Object, items, name, options);
  }
  return payload;
}

async function validateItems(
  ItemClass: new () => object,
  items: unknown[],
  name: string,
  options: ValidateOptions,
): Promise<object[]> {
  const checked: object[] = [];
  const errors: FieldError[] = [];
  for (let start = 0; start < items.length && errors.length < MAX_REPORTED; start += SLICE) {
    if (start > 0) await nextTurn();
    for (const [offset, item] of items.slice(start, start + SLICE).entries()) {
      const instance = plainToInstance(ItemClass, item ?? {});
      if (ItemClass !== Object) errors.push(...check(instance, options, `${name}.${start + offset}.`));
      checked.push(instance);
    }
  }
  if (errors.length > 0) throw invalid(errors);
  return checked;
}

function check(instance: object, { strict = false }: ValidateOptions, path = ''): FieldError[] {
  if (holdsAlone(instance.constructor as new () => object, instance)) return [];
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: strict,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  return errors.length === 0 ? [] : errors.flatMap((error) => fieldErrors(error, path));
}

function fieldErrors({ property, constraints = {}, children = [] }: ValidationError, path: string): FieldError[] {
  const field = `${path}${property}`;
  const own = Object.entries(constraints).map(([constraint, message]): FieldError => {
    const code = constraint === 'whitelistValidation' ? 'unknown_field' : 'invalid_field';
    return { field, code, message: code === 'unknown_field' ? `${property} is not a known field` : message };
  });
  return [...own, ...children.flatMap((child) => fieldErrors(child, `${field}.`))];
}

function invalid(errors: readonly FieldError[]): PostriderError {
  const fields = [...new Set(errors.map(({ field }) => field || 'payload'))].slice(0, 5).join(', ');
  const [first] = errors;
  const code =
    first !== undefined && errors.every((error) => error.code === 'unknown_field') ? first.code : 'invalid_field';
  return new PostriderError(code, `These fields are not as they must be: ${fields}.`, {
    errors: errors.slice(0, MAX_REPORTED),
  });
}
