import type { Migration } from '#libs/persistence';
import { templates } from './0001-templates.ts';

/** In order; each change of a stored shape adds one. */
export const migrations: readonly Migration[] = [templates];
