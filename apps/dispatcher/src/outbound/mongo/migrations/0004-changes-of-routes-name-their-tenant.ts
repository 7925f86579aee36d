import type { Migration } from '#libs/persistence';

/**
 * The count of changes (`routing_revisions`) says whose the last ones were (`latest`), and which were begun (`begun`). It
 * needs nothing: what is not said is read whole.
 */
export const changesOfRoutesNameTheirTenant: Migration = {
  version: 4,
  name: 'changes of routes name their tenant',
  up: async () => undefined,
};
