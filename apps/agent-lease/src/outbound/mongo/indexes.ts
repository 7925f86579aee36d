import type { IndexSpec } from '#libs/persistence';
import { budgetIndexes } from './budget-indexes.ts';

const DAY_S = 86_400;

export const agentIndexes: readonly IndexSpec[] = [
  {
    collection: 'agents',
    name: 'token',
    keys: { token_hash: 1 },
    options: { unique: true },
    query: 'the phone that a token names',
  },
  {
    collection: 'agents',
    name: 'device',
    keys: { tenant: 1, environment: 1, device_id: 1 },
    options: { unique: true, partialFilterExpression: { revoked: false } },
    query: 'the phone that registers again',
  },
  {
    collection: 'agents',
    name: 'sim',
    keys: { tenant: 1, 'sims.id': 1 },
    query: 'the phones that have a SIM',
  },
  {
    collection: 'agents',
    name: 'seen',
    keys: { online: 1, last_seen_at: 1 },
    query: 'phones that have not called for a while',
  },
  {
    collection: 'agents',
    name: 'untold',
    keys: { untold: 1 },
    options: { partialFilterExpression: { untold: true } },
    query: 'changes of phones that the dispatcher has not been told',
  },
  {
    collection: 'enrolment_codes',
    name: 'hash',
    keys: { hash: 1 },
    options: { unique: true },
    query: 'the code that a phone shows',
  },
  {
    collection: 'enrolment_codes',
    name: 'head',
    keys: { head: 1 },
    query: 'the codes that a wrong try may have meant',
  },
  {
    collection: 'enrolment_codes',
    name: 'expiry',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: DAY_S },
    query: 'the server removes codes a day after their end',
  },
  {
    collection: 'registration_secrets',
    name: 'hash',
    keys: { hash: 1 },
    options: { unique: true, partialFilterExpression: { hash: { $exists: true } } },
    query: 'the tenant whose secret a phone shows',
  },
  ...budgetIndexes,
];
