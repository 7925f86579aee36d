import type { IndexSpec } from '#libs/persistence';

export const templateIndexes: readonly IndexSpec[] = [
  {
    collection: 'templates',
    name: 'key',
    keys: { tenant: 1, key: 1 },
    options: { unique: true, partialFilterExpression: { key: { $exists: true } } },
    query: "a tenant's template by its key",
  },
  {
    collection: 'templates',
    name: 'number',
    keys: { tenant: 1, number: 1 },
    options: { unique: true },
    query: "a tenant's templates in the order of their numbers, and the newest number",
  },
  {
    collection: 'templates',
    name: 'built_in',
    keys: { tenant: 1, built_in: 1 },
    options: { unique: true, partialFilterExpression: { built_in: { $exists: true } } },
    query: 'the defaults that a tenant has got',
  },
];
