import type { Migration } from '#libs/persistence';
import { seededKeyMayRoute } from './0001-seeded-key-may-route.ts';
import { keysSayWhereAndWhen } from './0003-keys-say-where-and-when.ts';
import { usersHaveNumbers } from './0004-users-have-numbers.ts';
import { tenantsCountChanges } from './0002-tenants-count-changes.ts';

/** In order; each change of a stored shape adds one. */
export const migrations: readonly Migration[] = [
  seededKeyMayRoute,
  tenantsCountChanges,
  keysSayWhereAndWhen,
  usersHaveNumbers,
];
