import { validateSync, type ValidationError } from 'class-validator';
import { fieldsOf, instanceOf } from '#libs/contracts';
import { codesOf, type Meaning, type MeaningOf } from '#libs/provider-kit';
import { Description, MEANINGS } from './description.ts';
import { unknownPlaceholder } from './fill.ts';

/** A description that was checked, with its codes as a table. */
export interface Api extends Omit<Description, 'codes'> {
  readonly codes: MeaningOf;
}

/** Throws an error whose message names what is wrong, by its path; it repeats no value. */
export function parseDescription(value: unknown): Api {
  if (!isObject(value)) throw new Error('it must be a JSON object');
  const stranger = strangersIn(Description, value)[0];
  if (stranger !== undefined) throw new Error(`there is no ${stranger}`);
  const description = instanceOf(Description, value);
  const problem = validateSync(description).flatMap((error) => sentences(error))[0];
  if (problem !== undefined) throw new Error(problem);

  const { codes, url, headers, fields, check, receipts } = description;
  const placeholder = unknownPlaceholder([url, headers, fields, check?.url, check?.headers]);
  if (placeholder) throw new Error('a placeholder is none of those that there are');
  const status = Object.values(receipts?.values ?? {}).find((it) => it !== null && !PROVES.includes(it));
  if (status !== undefined) throw new Error('receipts.values must be DELIVERED, UNDELIVERED or null');
  return { ...description, codes: tableOf(codes) };
}

const PROVES: readonly unknown[] = ['DELIVERED', 'UNDELIVERED'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tableOf(codes: Description['codes']): MeaningOf {
  for (const [meaning, list] of Object.entries(codes)) {
    if (!MEANINGS.includes(meaning as Meaning)) throw new Error(`codes must be ${MEANINGS.join(', ')}`);
    const isList = Array.isArray(list) && list.every((code) => ['string', 'number'].includes(typeof code));
    if (!isList) throw new Error(`codes.${meaning} must be a list of codes`);
  }
  return codesOf(codes);
}

/** Names that no class has. A field without a class may have any. */
function strangersIn(Class: new () => object, value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = fieldsOf(Class).find((it) => it.name === name);
    if (!field) return [`${path}${name.replace(/[^\w-]/g, '?').slice(0, 32)}`];
    return field.FieldClass && isObject(inner) ? strangersIn(field.FieldClass, inner, `${path}${name}.`) : [];
  });
}

function sentences({ property, constraints = {}, children = [] }: ValidationError, path = ''): string[] {
  const own = Object.values(constraints).map((sentence) => path + sentence);
  return [...own, ...children.flatMap((child) => sentences(child, `${path}${property}.`))];
}
