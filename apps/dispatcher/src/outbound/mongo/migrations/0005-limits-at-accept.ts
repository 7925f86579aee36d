import type { Migration } from '#libs/persistence';

/** New collections and optional fields: older documents stay as they are. */
export const limitsAtAccept: Migration = {
  version: 5,
  name: 'quotas, opt-outs and guards against duplicates',
  up: async () => undefined,
};
