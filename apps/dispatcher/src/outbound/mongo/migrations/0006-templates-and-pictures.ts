import type { Migration } from '#libs/persistence';

/** Optional fields and new collections: older documents stay as they are. */
export const templatesAndPictures: Migration = {
  version: 6,
  name: 'messages by template and with pictures, what accounts carry, awaited receipts, prices, texts received',
  up: async () => undefined,
};
