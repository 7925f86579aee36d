import type { IndexSpec } from '#libs/persistence';

export const agentIndexes: readonly IndexSpec[] = [];
