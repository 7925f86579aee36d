import { INSTANT_EXPECTED, parseInstant, type FieldError } from '#libs/kernel';
import { refusalOf } from './check-fields.ts';

export type Query = Readonly<Record<string, unknown>>;

/** How one parameter is read; `undefined` for a value that it does not take. */
export interface Parameter<Value> {
  readonly read: (value: string) => Value | undefined;
  /** What it takes, said after its name. */
  readonly takes: string;
}

/** The parameters that are there. Unknown names, wrong values and values given twice are refused together. */
export function readQuery<Values extends object>(
  given: Query,
  known: { readonly [Name in keyof Values]: Parameter<Values[Name]> },
): Partial<Values> {
  const errors: FieldError[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(known, name) ? known[name as keyof Values] : undefined;
    if (parameter === undefined) errors.push(unknownName(Object.keys(known)));
    else if (typeof value !== 'string') errors.push(wrong(name, 'must be given once.'));
    else if ((values[name] = parameter.read(value)) === undefined)
      errors.push(wrong(name, `must be ${parameter.takes}.`));
  }
  if (errors.length > 0) throw refusalOf(errors.slice(0, MOST_ERRORS));
  return values as Partial<Values>;
}

const MOST_ERRORS = 20;

const wrong = (field: string, says: string): FieldError => ({
  field,
  code: 'invalid_field',
  message: `${field} ${says}`,
});

function unknownName(known: readonly string[]): FieldError {
  const message = known.length > 0 ? `Known here: ${known.join(', ')}.` : 'This call takes no parameters.';
  return { field: 'query', code: 'unknown_field', message };
}

export const LIMIT: Parameter<number> = {
  read: (value) => (/^(?:[1-9]|[1-9]\d|100)$/.test(value) ? Number(value) : undefined),
  takes: 'a whole number from 1 to 100',
};

/** It is opened where its list is known. */
export const CURSOR: Parameter<string> = { read: (value) => value, takes: 'a next_cursor' };

export const INSTANT: Parameter<string> = {
  read: (value) => parseInstant(value)?.toISOString(),
  takes: INSTANT_EXPECTED,
};

export const oneOf = <Value extends string>(values: readonly Value[]): Parameter<Value> => ({
  read: (value) => values.find((known) => known === value),
  takes: `one of ${values.join(', ')}`,
});
