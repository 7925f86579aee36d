import type { IndexSpec } from '#libs/persistence';

export const budgetIndexes: readonly IndexSpec[] = [
  {
    collection: 'sims',
    name: 'check',
    keys: { check_at: 1 },
    options: { partialFilterExpression: { check_at: { $exists: true } } },
    query: 'SIMs with leases about which the dispatcher is to be asked, longest due first',
  },
  {
    collection: 'sims',
    name: 'resting',
    keys: { rests_until: 1 },
    options: { partialFilterExpression: { rests_until: { $exists: true } } },
    query: 'how many SIMs rest',
  },
  {
    collection: 'sims',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'SIMs without a budget that sent nothing for long',
  },
  {
    collection: 'sim_recipients',
    name: 'latest',
    keys: { tenant: 1, sim: 1, last_at: -1, recipient: 1 },
    options: {},
    query: 'recipients of a SIM since a time, newest first',
  },
  {
    collection: 'sim_recipients',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'recipients of months that have ended',
  },
  {
    collection: 'phone_minutes',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'phones that got nothing for long',
  },
];
