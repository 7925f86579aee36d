import { setImmediate as nextTurn } from 'node:timers/promises';
import { validateSync, type ValidationError } from 'class-validator';
import { fieldsOf, instanceOf } from '#libs/contracts';
import { PostriderError, type FieldError } from '#libs/kernel';
import { isValidAlone } from './is-valid.ts';

/** Long lists are checked in slices of this many, with a turn of the event loop between. */
const SLICE = 100;
const MAX_REPORTED = 100;

/**
 * The value as an instance of its class, without the fields that the class does not know. Rejects with `invalid_field`
 * and the dotted path of each wrong field.
 */
export async function validatePayload<Payload extends object>(
  PayloadClass: new () => Payload,
  value: unknown,
): Promise<Payload> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid([NOT_AN_OBJECT]);
  const lists = longLists(PayloadClass, value);
  if (lists.length > 0) return validateLong(PayloadClass, value, lists);
  const payload = instanceOf(PayloadClass, value);
  const errors = check(payload);
  if (errors.length > 0) throw invalid(errors);
  return payload;
}

const NOT_AN_OBJECT: FieldError = { field: '', code: 'invalid_field', message: 'the payload must be an object' };

interface List {
  readonly name: string;
  readonly items: readonly (object | null)[];
  readonly ItemClass: new () => object;
}

function longLists(PayloadClass: new () => object, value: object): List[] {
  return fieldsOf(PayloadClass).flatMap(({ name, FieldClass: ItemClass }) => {
    const items = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const isLong = Array.isArray(items) && items.length > SLICE && items.every((item) => typeof item === 'object');
    return isLong && ItemClass ? [{ name, items: items as (object | null)[], ItemClass }] : [];
  });
}

/**
 * Checks the object first, with each long list replaced by holes of the same length that the check skips; then the
 * lists.
 */
async function validateLong<Payload extends object>(
  PayloadClass: new () => Payload,
  value: object,
  lists: readonly List[],
): Promise<Payload> {
  const holes = lists.map(({ name, items }) => [name, new Array(items.length)] as const);
  const payload = instanceOf(PayloadClass, { ...value, ...Object.fromEntries(holes) });
  const errors = check(payload);
  if (errors.length > 0) throw invalid(errors);

  for (const list of lists) Object.assign(payload, { [list.name]: await validateItems(list) });
  return payload;
}

async function validateItems({ name, items, ItemClass }: List): Promise<object[]> {
  const checked: object[] = [];
  const errors: FieldError[] = [];
  for (let start = 0; start < items.length && errors.length < MAX_REPORTED; start += SLICE) {
    if (start > 0) await nextTurn();
    for (const [offset, item] of items.slice(start, start + SLICE).entries()) {
      const instance = instanceOf(ItemClass, item ?? {});
      errors.push(...check(instance, `${name}.${start + offset}.`));
      checked.push(instance);
    }
  }
  if (errors.length > 0) throw invalid(errors);
  return checked;
}

function check(instance: object, path = ''): FieldError[] {
  if (isValidAlone(instance.constructor as new () => object, instance)) return [];
  const errors = validateSync(instance, {
    whitelist: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  return errors.length === 0 ? [] : errors.flatMap((error) => fieldErrors(error, path));
}

function fieldErrors({ property, constraints = {}, children = [] }: ValidationError, path: string): FieldError[] {
  const field = `${path}${property}`;
  const own = Object.values(constraints).map((message): FieldError => ({ field, code: 'invalid_field', message }));
  return [...own, ...children.flatMap((child) => fieldErrors(child, `${field}.`))];
}

function invalid(errors: readonly FieldError[]): PostriderError {
  const fields = [...new Set(errors.map(({ field }) => field || 'payload'))].slice(0, 5).join(', ');
  return new PostriderError('invalid_field', `These fields are invalid: ${fields}.`, {
    errors: errors.slice(0, MAX_REPORTED),
  });
}
