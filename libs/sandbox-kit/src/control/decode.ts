import { BadRequestException } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { fieldsOf, instanceOf } from '#libs/contracts';

/** A control call's body as an instance of its class; 400 `{error}` names what is wrong. */
export function decode<T extends object>(Class: new () => T, value: unknown): T {
  if (!isObject(value)) throw wrong('The body must be a JSON object.');
  const instance = instanceOf(Class, value);
  const unknown = unknownNames(Class, value).map((name) => `${name}: there is no such field`);
  const errors = [...unknown, ...validateSync(instance).flatMap((error) => sentences(error))];
  if (errors.length > 0) throw wrong(errors.join('; '));
  return instance;
}

/** The same for a query, whose numbers are text: those are the fields with a number as their default. */
export function decodeQuery<T extends object>(Class: new () => T, query: unknown): T {
  const usual = new Class() as Record<string, unknown>;
  const isNumber = (name: string): boolean => Object.hasOwn(usual, name) && typeof usual[name] === 'number';
  const read = Object.entries(query as Record<string, unknown>).map(([name, value]) => [
    name,
    isNumber(name) ? Number(value) : value,
  ]);
  return decode(Class, Object.fromEntries(read));
}

export const wrong = (error: string): BadRequestException => new BadRequestException({ error });

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unknownNames(Class: new () => object, value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = fieldsOf(Class).find((it) => it.name === name);
    if (!field) return path + name;
    const { FieldClass } = field;
    return FieldClass && isObject(inner) ? unknownNames(FieldClass, inner, `${path}${name}.`) : [];
  });
}

function sentences({ property, constraints = {}, children = [] }: ValidationError, path = ''): string[] {
  const here = path + property;
  const own = Object.values(constraints).map((sentence) => `${here}: ${sentence}`);
  return [...own, ...children.flatMap((child) => sentences(child, `${here}.`))];
}
