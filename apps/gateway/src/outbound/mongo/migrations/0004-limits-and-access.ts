import type { Migration } from '#libs/persistence';

/** Every new field is optional, so older documents stay as they are. */
export const limitsAndAccess: Migration = {
  version: 4,
  name: 'tenants have limits and rules for numbers',
  up: async () => undefined,
};
