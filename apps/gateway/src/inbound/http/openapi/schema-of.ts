import { plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { descriptionOf } from '#libs/contracts';
import { COUNTRIES, CURRENCIES, hasNationalNumbers, LONGEST_SENDER } from '#libs/kernel';
import { fieldsOf } from '../request/check-fields.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** Each decorator in use as JSON Schema; an unknown one makes the document fail. */
const SAID_BY: Readonly<Record<string, (...constraints: never[]) => Schema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: ['integer', 'number'] }),
  isObject: () => ({ type: 'object' }),
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isCountry: () => ({ type: 'string', enum: COUNTRIES }),
  isDestination: () => ({ type: 'string', enum: ['*', ...COUNTRIES] }),
  isRegion: () => ({ type: 'string', enum: COUNTRIES.filter(hasNationalNumbers) }),
  isCurrency: () => ({ type: 'string', enum: CURRENCIES }),
  isSender: () => ({ type: 'string', minLength: 1, maxLength: LONGEST_SENDER }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isZone: () => ({ type: 'string', minLength: 1, maxLength: 64 }),
  isAddressOrNetwork: () => ({ type: 'string', minLength: 2, maxLength: 49 }),
  matches: ({ source }: RegExp) => ({ type: 'string', pattern: source }),
  arrayMinSize: (minItems: number) => ({ minItems }),
  arrayMaxSize: (maxItems: number) => ({ maxItems }),
  arrayUnique: () => ({ uniqueItems: true }),
  isSettings: () => ({ type: 'object', minProperties: 1, maxProperties: 30, additionalProperties: SETTING }),
  isIn: (values: readonly string[]) => ({ type: 'string', enum: values }),
  min: (minimum: number) => ({ minimum }),
  max: (maximum: number) => ({ maximum }),
  minLength: (minLength: number) => ({ minLength }),
  maxLength: (maxLength: number) => ({ maxLength }),
  isTokens: () => ({
    type: ['object', 'array'],
    additionalProperties: { type: 'string' },
    items: { type: 'string' },
  }),
  isTemplateName: () => ({ type: ['string', 'integer'], maxLength: 64, minimum: 0 }),
  isVariables: () => ({ type: 'object', maxProperties: 50, additionalProperties: { type: 'string' } }),
  isMetadata: () => ({ type: 'object', maxProperties: 20, additionalProperties: { type: 'string', maxLength: 256 } }),
};

const SETTING = { type: 'string', minLength: 1, maxLength: 4_096, writeOnly: true };

type Made = (Class: new () => object) => Schema;

/** The schema of a body, read from the decorators that check it. */
export function schemaOf(Class: new () => object): Schema {
  const fields = [...fieldsOf(Class)];
  for (const name of fields)
    if (descriptionOf(Class, name) === undefined) throw new Error(`${Class.name}.${name} is not described.`);
  const schema = { ...objectOf(Class, fields, schemaOf), additionalProperties: false };
  const removable = fields.filter((name) => isRemovable(Class, name));
  const properties = Object.entries(schema.properties).map(([name, property]) =>
    removable.includes(name) ? [name, { ...property, type: [property.type, 'null'] }] : [name, property],
  );
  return { ...schema, properties: Object.fromEntries(properties) as Schema };
}

/** The schema of an answer. Fields without a description are not public. */
export function answerSchemaOf(Class: new () => object): Schema {
  const fields = [...fieldsOf(Class)].filter((name) => descriptionOf(Class, name) !== undefined);
  return objectOf(Class, fields, answerSchemaOf);
}

function objectOf(Class: new () => object, fields: readonly string[], nested: Made) {
  const properties: Record<string, Schema> = {};
  for (const name of fields) properties[name] = fieldSchema(Class, name, nested);
  return { type: 'object', required: fields.filter((name) => !isOptional(Class, name)), properties };
}

export function exampleOf(Class: new () => object, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, descriptionOf(Class, name)?.example]));
}

function fieldSchema(Class: new () => object, name: string, nested: Made): Schema {
  const checks = metadataOf(Class, name).filter(({ type }) => type === 'customValidation');
  const said = Object.assign({}, ...checks.filter(({ each }) => !each).map(sayOf)) as Schema;
  const ofItems = checks.filter(({ each }) => each).map(sayOf);
  const Nested = nestedIn(Class, name);
  const ofNested = Nested && nested(Nested);
  const items = said.type === 'array' ? ofNested : undefined;
  return {
    ...(items === undefined && ofNested),
    ...said,
    ...(ofItems.length > 0 && { items: Object.assign({}, ...ofItems) as Schema }),
    ...(items && { items }),
    ...descriptionOf(Class, name),
  };
}

/** The class that `@Type` names for a field or its items. */
export function nestedIn(Class: new () => object, name: string): (new () => object) | undefined {
  const made = plainToInstance(Class, { [name]: [{}] }) as Readonly<Record<string, readonly object[]>>;
  const Nested = made[name]![0]!.constructor as new () => object;
  return Nested === Object ? undefined : Nested;
}

interface Check {
  readonly name?: string;
  readonly constraints?: readonly unknown[];
}

function sayOf({ name = '', constraints = [] }: Check): Schema {
  const say = SAID_BY[name] as ((...constraints: unknown[]) => Schema) | undefined;
  if (say === undefined) throw new Error(`The document has no schema for the decorator ${name}.`);
  return say(...constraints);
}

const conditionsOf = (Class: new () => object, name: string) =>
  metadataOf(Class, name).filter(({ type }) => type === 'conditionalValidation');

const isOptional = (Class: new () => object, name: string): boolean => conditionsOf(Class, name).length > 0;

/** Null is not checked any further. */
const isRemovable = (Class: new () => object, name: string): boolean =>
  conditionsOf(Class, name).some(({ constraints }) => !(constraints as [Condition])[0]({}, null));

type Condition = (object: unknown, value: unknown) => boolean;

function metadataOf(Class: new () => object, name: string) {
  let ofClass = METADATA.get(Class);
  if (ofClass === undefined) {
    // It looks at every class that there is.
    const all = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
    ofClass = Map.groupBy(all, ({ propertyName }) => propertyName);
    METADATA.set(Class, ofClass);
  }
  return ofClass.get(name) ?? [];
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;
const METADATA = new WeakMap<object, ReadonlyMap<string, Metadata>>();
