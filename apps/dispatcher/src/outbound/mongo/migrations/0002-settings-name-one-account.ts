import type { Migration } from '#libs/persistence';

/**
 * The settings of a vendor's adapters name one account (`settings_places`), and one that they no longer name says since
 * when (`unnamed_at`). Accounts that are there need nothing: the next start of an adapter says which one is named.
 */
export const settingsNameOneAccount: Migration = {
  version: 2,
  name: 'settings name one account',
  up: async () => undefined,
};
