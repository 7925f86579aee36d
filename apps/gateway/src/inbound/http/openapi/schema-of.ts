import { getMetadataStorage } from 'class-validator';
import { fieldsOf } from '../check-fields.ts';
import { shownOf } from './shown.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** Each decorator in use as JSON Schema; one that is not here stops the document from being made. */
const SAID_BY: Readonly<Record<string, (...constraints: never[]) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isIn: (values: readonly string[]) => ({ type: 'string', enum: values }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  isMetadata: () => ({ type: 'object', maxProperties: 20, additionalProperties: { type: 'string', maxLength: 256 } }),
};

/** The schema of a body, read from the decorators that check it. */
export function schemaOf(Class: new () => object): Schema {
  const fields = [...fieldsOf(Class)];
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter((name) => !isOptional(Class, name)),
    properties: Object.fromEntries(fields.map((name) => [name, fieldSchema(Class, name)])),
  };
}

export function exampleOf(Class: new () => object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, shownOf(Class, name)?.example]));
}

function fieldSchema(Class: new () => object, name: string): Schema {
  const shown = shownOf(Class, name);
  if (shown === undefined) throw new Error(`${Class.name}.${name} is not described.`);

  const said = metadataOf(Class, name)
    .filter(({ type }) => type === 'customValidation')
    .map(sayOf);
  const { description, example } = shown;
  return Object.assign({ description, example }, ...said) as Schema;
}

function sayOf({ name = '', constraints = [] }: { name?: string; constraints?: unknown[] }): Schema {
  const say = SAID_BY[name] as ((...constraints: unknown[]) => Schema) | undefined;
  if (say === undefined) throw new Error(`The document has no words for the decorator ${name}.`);
  return say(...constraints);
}

const isOptional = (Class: new () => object, name: string): boolean =>
  metadataOf(Class, name).some(({ type }) => type === 'conditionalValidation');

function metadataOf(Class: new () => object, name: string) {
  const all = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  return all.filter(({ propertyName }) => propertyName === name);
}
