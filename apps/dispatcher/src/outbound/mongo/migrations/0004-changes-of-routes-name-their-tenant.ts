import type { Migration } from '#libs/persistence';

/**
 * The count of changes (`routing_revisions`) has the tenants of the last ones (`latest`), and the begun ones (`begun`).
 * Existing documents need no change: without these fields everything is read.
 */
export const changesOfRoutesNameTheirTenant: Migration = {
  version: 4,
  name: 'changes of routes name their tenant',
  up: async () => undefined,
};
