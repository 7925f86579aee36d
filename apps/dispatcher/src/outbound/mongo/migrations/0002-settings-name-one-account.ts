import type { Migration } from '#libs/persistence';

/**
 * The settings of a vendor's adapters name one account (`settings_places`), and an account that they no longer name has
 * the time of that (`unnamed_at`). Existing accounts need no change: the next start of an adapter says which one is
 * named.
 */
export const settingsNameOneAccount: Migration = {
  version: 2,
  name: 'settings name one account',
  up: async () => undefined,
};
