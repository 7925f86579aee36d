import type { PipeTransform } from '@nestjs/common';
import { INSTANT_EXPECTED, parseInstant, unicodeProblem, type FieldError } from '#libs/kernel';
import { refusalOf } from './check-fields.ts';
import type { Schema } from '../openapi/schema-of.ts';

export type Query = Readonly<Record<string, unknown>>;

/** How one parameter is read; `undefined` for a value that is not allowed. */
export interface Parameter<Value> {
  readonly read: (value: string) => Value | undefined;
  /** The allowed values, said after its name. */
  readonly takes: string;
  /** Its sentence in the document. */
  readonly says: string;
  readonly is: Schema;
  /** Its value if it is not given. */
  readonly otherwise?: Value;
}

export type Parameters<Values> = { readonly [Name in keyof Values]-?: Parameter<Exclude<Values[Name], undefined>> };

/** Reads the parameters of a URL: `@Query(new QueryOf(PAGE))`. */
export class QueryOf<Values extends object> implements PipeTransform<Query, Partial<Values>> {
  constructor(readonly known: Parameters<Values>) {}

  transform(given: Query): Partial<Values> {
    return readQuery(given, this.known);
  }
}

/** The given parameters. Unknown names, wrong values and values given twice are refused together. */
export function readQuery<Values extends object>(given: Query, known: Parameters<Values>): Partial<Values> {
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
  for (const [name, { otherwise }] of Object.entries<Parameter<unknown>>(known))
    if (otherwise !== undefined) values[name] ??= otherwise;
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
  says: 'Entries in a page.',
  is: { type: 'integer', minimum: 1, maximum: 100 },
  otherwise: 50,
};

/** It is opened by the code that knows its list. */
export const CURSOR: Parameter<string> = {
  read: (value) => value,
  takes: 'a next_cursor',
  says: 'next_cursor of the page before.',
  is: { type: 'string' },
};

export const instant = (says: string): Parameter<string> => ({
  read: (value) => parseInstant(value)?.toISOString(),
  takes: INSTANT_EXPECTED,
  says,
  is: { type: 'string', format: 'date-time' },
});

export const oneOf = <Value extends string>(values: readonly Value[], says: string): Parameter<Value> => ({
  read: (value) => values.find((known) => known === value),
  takes: `one of ${values.join(', ')}`,
  says,
  is: { type: 'string', enum: values },
});

/** One of these or several, with commas between. */
export const someOf = <Value extends string>(values: readonly Value[], says: string): Parameter<Value[]> => ({
  read: (value) => {
    const given = value.split(',');
    const known = values.filter((it) => given.includes(it));
    return known.length === given.length ? known : undefined;
  },
  takes: `one or several of ${values.join(', ')}, each once, with commas between`,
  says,
  is: { type: 'array', items: { type: 'string', enum: values }, uniqueItems: true },
});

export const matching = (form: RegExp, takes: string, says: string): Parameter<string> => ({
  read: (value) => (form.test(value) ? value : undefined),
  takes,
  says,
  is: { type: 'string', pattern: form.source },
});

export const textOf = (maxLength: number, says: string): Parameter<string> => ({
  read: (value) => (value !== '' && value.length <= maxLength && !unicodeProblem(value) ? value : undefined),
  takes: `1 to ${maxLength} characters`,
  says,
  is: { type: 'string', minLength: 1, maxLength },
});
