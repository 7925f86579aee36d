import type { Migration } from '#libs/persistence';

/** Nothing of it was stored before. */
export const templates: Migration = { version: 1, name: 'templates and their versions', up: async () => undefined };
