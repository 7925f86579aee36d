import type { Migration } from '#libs/persistence';

/**
 * The count of changes (`routing_revisions`) has the tenants of the last ones (`latest`), and the begun ones (`begun`).
 * Existing documents need no change: without these fields everything is read.
 *
 * A sender counts its changes (`version`), carries the last one, and stays without routes when it is deleted; its history
 * is in `sender_changes`. Existing senders need no change: their history begins with their next change.
 */
export const changesOfRoutesNameTheirTenant: Migration = {
  version: 4,
  name: 'changes of routes name their tenant, and senders have a history',
  up: async () => undefined,
};
