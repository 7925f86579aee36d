import { ACCOUNT_OPERATIONS } from './operations/accounts.ts';
import { DEAD_LETTER_OPERATIONS } from './operations/dead-letters.ts';
import { MESSAGE_OPERATIONS } from './operations/messages.ts';
import { OTHER_OPERATIONS } from './operations/others.ts';
import { ROUTING_OPERATIONS } from './operations/routing.ts';
import { TENANT_OPERATIONS } from './operations/tenant.ts';
import type { Operation } from './operations/operation.ts';

export type { Operation } from './operations/operation.ts';

export const OPERATIONS: readonly Operation[] = [
  ...MESSAGE_OPERATIONS,
  ...ROUTING_OPERATIONS,
  ...ACCOUNT_OPERATIONS,
  ...DEAD_LETTER_OPERATIONS,
  ...TENANT_OPERATIONS,
  ...OTHER_OPERATIONS,
];
