import type { Migration } from '#libs/persistence';
import { seededKeyMayRoute } from './0001-seeded-key-may-route.ts';
import { tenantsCountChanges } from './0002-tenants-count-changes.ts';
import { usersHaveNumbers } from './0003-users-have-numbers.ts';
import { limitsAndAccess } from './0004-limits-and-access.ts';
import { auditIsChained } from './0005-audit-is-chained.ts';
import { templatesAreApproved } from './0006-templates-are-approved.ts';
import { phones } from './0007-phones.ts';

/** In order; each change of a stored shape adds one. */
export const migrations: readonly Migration[] = [
  seededKeyMayRoute,
  tenantsCountChanges,
  usersHaveNumbers,
  limitsAndAccess,
  auditIsChained,
  templatesAreApproved,
  phones,
];
