import type { Migration } from '#libs/persistence';

/** Optional fields and new collections: older documents stay as they are. */
export const phones: Migration = {
  version: 7,
  name: 'what a tenant wants of its phones',
  up: async () => undefined,
};
