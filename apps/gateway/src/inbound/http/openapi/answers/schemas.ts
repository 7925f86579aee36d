import { ENVIRONMENTS } from '#libs/contracts';
import type { Schema } from '../schema-of.ts';

export const text = (description: string, example?: string): Schema => ({
  type: 'string',
  description,
  ...(example && { example }),
});
export const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
export const time = (description: string): Schema => ({ type: 'string', format: 'date-time', description });
export const oneOf = (values: readonly string[], description: string): Schema => ({
  type: 'string',
  enum: values,
  description,
});
export const list = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** An object whose fields are all there, but those named as optional. */
export function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return { type: 'object', required: Object.keys(properties).filter((name) => !optional.includes(name)), properties };
}

export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const number = (description: string): Schema => ({ type: ['integer', 'number'], description });
export const counts = (description: string): Schema => ({
  type: 'object',
  additionalProperties: { type: 'integer' },
  description,
});

/** A page of a list. */
export const page = (items: Schema): Schema =>
  object({
    data: list(items, 'The page.'),
    next_cursor: { type: ['string', 'null'], description: 'For the next page; null on the last.' },
  });

export const environment = oneOf(ENVIRONMENTS, 'Test messages take test routes alone.');
