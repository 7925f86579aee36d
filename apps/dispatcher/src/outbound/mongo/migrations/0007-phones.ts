import type { Migration } from '#libs/persistence';

/** Optional fields and new collections: older documents stay as they are. */
export const phones: Migration = {
  version: 7,
  name: 'phones and pools, and what a message keeps of the phone that holds it',
  up: async () => undefined,
};
