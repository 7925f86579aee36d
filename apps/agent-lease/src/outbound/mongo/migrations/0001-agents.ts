import type { Migration } from '#libs/persistence';

/** Nothing of it was stored before. */
export const agents: Migration = {
  version: 1,
  name: 'phones, their SIMs, codes and secrets',
  up: async () => undefined,
};
