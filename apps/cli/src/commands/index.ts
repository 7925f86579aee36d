import type { Command } from '@commander-js/extra-typings';
import { access } from './access.ts';
import { accounts } from './accounts.ts';
import { agents } from './agents.ts';
import { audit } from './audit.ts';
import { batch } from './batch.ts';
import { conversations } from './conversations.ts';
import { database } from './database.ts';
import { deadLetters } from './dead-letters.ts';
import { doctor } from './doctor.ts';
import { keys } from './keys.ts';
import { limits } from './limits.ts';
import { messageLists } from './message-lists.ts';
import { messages } from './messages.ts';
import { optOuts } from './opt-outs.ts';
import { policies } from './policies.ts';
import { pools } from './pools.ts';
import { prices } from './prices.ts';
import { routes } from './routes.ts';
import { send } from './send.ts';
import { senders } from './senders.ts';
import { templates } from './templates.ts';
import { tenants } from './tenants.ts';
import { users } from './users.ts';

/** Each adds its commands; the help shows them in this order. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  access,
  send,
  batch,
  messages,
  messageLists,
  deadLetters,
  conversations,
  optOuts,
  users,
  keys,
  tenants,
  limits,
  routes,
  prices,
  policies,
  senders,
  templates,
  accounts,
  agents,
  pools,
  audit,
  doctor,
  database,
];
