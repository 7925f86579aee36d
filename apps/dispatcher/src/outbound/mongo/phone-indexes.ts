import type { IndexSpec } from '#libs/persistence';

export const phoneIndexes: readonly IndexSpec[] = [
  {
    collection: 'phones',
    name: 'tenant',
    keys: { tenant: 1, _id: 1 },
    options: {},
    query: "a tenant's phones, and those of the tenants whose routes are read again",
  },
  {
    collection: 'phone_pools',
    name: 'tenant',
    keys: { tenant: 1, environment: 1, name: 1 },
    options: { unique: true },
    query: "a tenant's pools, and the pool with a name",
  },
];
