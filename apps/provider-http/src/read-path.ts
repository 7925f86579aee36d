/** The texts and numbers at a path of a JSON document; `*` is every element of a list. */
export function readAll(document: unknown, path: string): readonly string[] {
  const found = path
    .split('.')
    .reduce<unknown[]>((places, name) => places.flatMap((it) => stepsInto(it, name)), [document]);
  return found.filter((it) => ['string', 'number', 'boolean'].includes(typeof it)).map(String);
}

/** The first that is there and is not empty. */
export const readFirst = (document: unknown, ...paths: readonly string[]): string | undefined =>
  paths.flatMap((path) => readAll(document, path)).find((it) => it !== '');

export const itemsAt = (document: unknown, path: string): readonly unknown[] =>
  path
    .split('.')
    .reduce<unknown[]>((places, name) => places.flatMap((it) => stepsInto(it, name)), [document])
    .flat();

function stepsInto(place: unknown, name: string): unknown[] {
  if (typeof place !== 'object' || place === null) return [];
  if (name === '*') return Array.isArray(place) ? place : [];
  return Object.hasOwn(place, name) ? [(place as Record<string, unknown>)[name]] : [];
}
