import type { Migration } from '#libs/persistence';
import { agents } from './0001-agents.ts';

/** In order; each change of a stored shape adds one. */
export const migrations: readonly Migration[] = [agents];
