import { BadRequestException } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/** A control call's body or query as its class describes it; 400 `{error}` names what is wrong. */
export function decode<T extends object>(Class: new () => T, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong('The body must be a JSON object.');
  const instance = plainToInstance(Class, value, { exposeDefaultValues: true });
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw wrong(errors.flatMap((error) => sentences(error)).join('; '));
  return instance;
}

export const wrong = (error: string): BadRequestException => new BadRequestException({ error });

function sentences({ property, constraints = {}, children = [] }: ValidationError, path = ''): string[] {
  const here = path + property;
  const own = Object.values(constraints).map((sentence) => `${here}: ${sentence}`);
  return [...own, ...children.flatMap((child) => sentences(child, `${here}.`))];
}
