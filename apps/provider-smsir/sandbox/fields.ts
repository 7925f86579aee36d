import { readForm } from '#libs/sandbox-kit';
import type { FastifyRequest } from 'fastify';

/** Fields of a JSON object or a query by their names in lower case: SMS.IR compares names without case. */
export type Fields = ReadonlyMap<string, unknown>;

export const fieldsOf = (value: unknown): Fields =>
  new Map(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner])
      : [],
  );

/** The body as JSON; without fields if it is anything else. */
export function bodyOf(request: FastifyRequest): { readonly raw: string; readonly parsed: unknown } {
  const { raw } = readForm(request);
  const { body } = request;
  const isJson = typeof body === 'object' && body !== null && !('bytes' in body && 'raw' in body);
  return { raw, parsed: isJson ? body : {} };
}

export const listOf = (fields: Fields, name: string): readonly unknown[] => {
  const value = fields.get(name);
  return Array.isArray(value) ? value : [];
};

export const textOf = (fields: Fields, name: string): string => wordOf(fields.get(name));

export const wordOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
