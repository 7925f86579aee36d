import type { Migration } from '#libs/persistence';

/** Keys of earlier versions lack these fields, which means: used from anywhere, not used yet, not replaced. */
export const keysSayWhereAndWhen: Migration = {
  version: 3,
  name: 'API keys say where they may be used from, when they were last used, and what replaced them',
  up: async () => undefined,
};
