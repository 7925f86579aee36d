import { isUtf8 } from 'node:buffer';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { validateSync } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { isInUtf8, PostriderError, unicodeProblem, type FieldError } from '#libs/kernel';

export type Fields = Readonly<Record<string, unknown>>;

const DEEPEST = 16;

/** The body as an object; it is not checked yet. */
export const JsonBody = createParamDecorator((_: unknown, context: ExecutionContext): Fields => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  if (!hasBody(request)) throw invalidJson('The body is empty.');
  return bodyOf(request);
});

/** The same for a call that may come without a body. */
export const OptionalJsonBody = createParamDecorator((_: unknown, context: ExecutionContext): Fields => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return hasBody(request) ? bodyOf(request) : {};
});

const hasBody = ({ body }: FastifyRequest): boolean => Buffer.isBuffer(body) && body.length > 0;

function bodyOf({ headers, body }: FastifyRequest): Fields {
  const isJson = isInUtf8(headers['content-type'] ?? '', 'application/json');
  const isEncoded = (headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity';
  if (!isJson || isEncoded)
    throw new PostriderError('unsupported_media_type', 'Send application/json in UTF-8, without a Content-Encoding.');
  if (!isUtf8(body as Buffer)) throw invalidJson('The body is not UTF-8.');
  return objectOf(body as Buffer);
}

function objectOf(body: Buffer): Fields {
  const text = body.toString();
  if (isTooDeep(text)) throw invalidJson('The body is nested too deep.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidJson('The body is not well-formed JSON.');
  }
  if (!isObject(value)) throw invalidJson('The body must be one JSON object.');
  return value;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') inText = !inText;
    else if (inText && character === '\\') at++;
    else if (!inText && (character === '{' || character === '[') && ++depth > DEEPEST) return true;
    else if (!inText && (character === '}' || character === ']')) depth--;
  }
  return false;
}

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalidJson = (detail: string): PostriderError => new PostriderError('invalid_json', detail);

/** The known fields of an object, checked by the decorators of a class; others are left out. `null` means absent. */
export function fieldsOf<T extends object>(Class: new () => T, given: Fields, path = ''): T {
  const { value, errors } = checked(Class, given, path);
  if (errors.length > 0) throw new PostriderError('invalid_field', errors[0]!.message, { errors });
  return value;
}

export function checked<T extends object>(
  Class: new () => T,
  given: unknown,
  path = '',
): { value: T; errors: FieldError[] } {
  const value = new Class();
  if (!isObject(given)) return { value, errors: [fieldError(path.replace(/\.$/, ''), 'must be an object')] };
  for (const [name, member] of Object.entries(given))
    if (member !== null) (value as Record<string, unknown>)[name] = member;
  const errors = validateSync(value, {
    ...{ whitelist: true, forbidUnknownValues: false },
    validationError: { target: false, value: false },
  }).map(({ property, constraints = {} }) =>
    // Decorators are applied from the last one to the first.
    fieldError(`${path}${property}`, (Object.values(constraints).at(-1) ?? 'is not valid').replace(`${property} `, '')),
  );
  const unstorable = Object.entries(value).flatMap(([name, member]) => {
    const problem = typeof member === 'string' ? unicodeProblem(member) : undefined;
    return problem === undefined ? [] : [fieldError(`${path}${name}`, problem)];
  });
  const more = unstorable.filter(({ field }) => !errors.some((known) => known.field === field));
  return { value, errors: [...errors, ...more] };
}

const fieldError = (field: string, problem: string): FieldError => ({
  ...{ field, code: 'invalid_field' },
  message: `${field || 'It'} ${problem}.`,
});
