import type { MessageStatus } from '#libs/contracts';
import type { IndexName, IndexSpec } from '#libs/persistence';
import { inboundIndexes } from './inbound-indexes.ts';
import { phoneIndexes } from './phone-indexes.ts';

/** Statuses that few messages have: a list of them does not read the others. */
export const UNSUCCESSFUL: readonly MessageStatus[] = ['UNCONFIRMED', 'CANCELED', 'EXPIRED', 'FAILED', 'UNDELIVERED'];

/** Indexes of earlier versions. */
export const retiredIndexes: readonly IndexName[] = [
  { collection: 'sms_messages', name: 'client_ref' },
  { collection: 'sms_messages', name: 'failed' },
];

export const ledgerIndexes: readonly IndexSpec[] = [
  {
    collection: 'quotas',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'counters of periods that have ended',
  },
  {
    collection: 'duplicate_guards',
    name: 'old',
    keys: { expires_at: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'guards whose window has ended',
  },
  {
    collection: 'route_health',
    name: 'route',
    keys: { route: 1 },
    query: 'the data of all replicas about a route',
  },
  {
    collection: 'route_health',
    name: 'old',
    keys: { at: 1 },
    options: { expireAfterSeconds: 3_600 },
    query: 'the data of replicas that no longer run',
  },
  {
    collection: 'sms_requests',
    name: 'wake',
    keys: { wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'requests whose fan-out has not ended and is due',
  },
  {
    collection: 'sms_requests',
    name: 'idempotency',
    keys: { tenant: 1, environment: 1, operation: 1, idempotency_key: 1 },
    options: { unique: true, partialFilterExpression: { idempotency_key: { $exists: true } } },
    query: 'the request that has an idempotency key',
  },
  {
    collection: 'sms_messages',
    name: 'wake',
    keys: { lane: 1, wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'open messages of a lane that are due, oldest first',
  },
  {
    collection: 'sms_messages',
    name: 'waits_for',
    keys: { 'waits_for.routes': 1, lane: 1, wake_at: 1 },
    options: { partialFilterExpression: { 'waits_for.routes': { $exists: true } } },
    query: 'messages that no route takes, by the routes that would',
  },
  {
    collection: 'sms_messages',
    name: 'for_phones',
    keys: { pool: 1, pool_weight: -1, _id: 1, country: 1 },
    options: { partialFilterExpression: { pool: { $exists: true }, status: 'PENDING' } },
    query: 'messages that wait for phones of a route, in the order in which they are leased',
  },
  {
    collection: 'sms_messages',
    name: 'held_by_phone',
    keys: { agent: 1, status: 1 },
    options: { partialFilterExpression: { agent: { $exists: true }, status: { $in: ['ASSIGNED', 'SENDING'] } } },
    query: 'messages that a phone holds',
  },
  {
    collection: 'sms_messages',
    name: 'lease',
    keys: { agent: 1, holder: 1 },
    options: { partialFilterExpression: { agent: { $exists: true } } },
    query: 'what became of the messages of a lease',
  },
  {
    collection: 'sms_messages',
    name: 'recipient',
    keys: { tenant: 1, to_hash: 1, _id: 1 },
    query: "a tenant's messages to one number, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'client_ref_in_order',
    keys: { tenant: 1, client_ref: 1, _id: 1 },
    options: { partialFilterExpression: { client_ref: { $exists: true } } },
    query: "a tenant's messages under the caller's own reference, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'subject_ref',
    keys: { tenant: 1, subject_ref: 1, _id: 1 },
    options: { partialFilterExpression: { subject_ref: { $exists: true } } },
    query: "a tenant's messages about one subject, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'unsuccessful',
    keys: { tenant: 1, status: 1, _id: 1 },
    options: { partialFilterExpression: { status: { $in: UNSUCCESSFUL } } },
    query: "a tenant's messages that were not sent, or may not have been, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'test',
    keys: { tenant: 1, environment: 1, _id: 1 },
    options: { partialFilterExpression: { environment: 'test' } },
    query: "a tenant's test messages among many live ones, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'template',
    keys: { tenant: 1, template_id: 1, _id: 1 },
    options: { partialFilterExpression: { template_id: { $exists: true } } },
    query: "a tenant's messages by one template, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'pictures',
    keys: { tenant: 1, channel: 1, _id: 1 },
    options: { partialFilterExpression: { channel: 'mms' } },
    query: "a tenant's messages with pictures among many texts, in time order",
  },
  {
    collection: 'sms_requests',
    name: 'creator',
    keys: { tenant: 1, created_by: 1, _id: 1, total: 1 },
    query: 'the requests of one creator in time order, with the number of their messages',
  },
  {
    collection: 'sms_requests',
    name: 'test',
    keys: { tenant: 1, environment: 1, _id: 1 },
    options: { partialFilterExpression: { environment: 'test' } },
    query: "a tenant's test requests among many live ones, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'dead_letter',
    keys: { tenant: 1, 'dead_letter.state': 1, _id: 1 },
    options: { partialFilterExpression: { 'dead_letter.state': { $exists: true } } },
    query: "a tenant's dead letters of one state, in time order",
  },
  {
    collection: 'sms_evidence',
    name: 'vendor_message',
    keys: { route: 1, vendor_message_id: 1 },
    options: { partialFilterExpression: { vendor_message_id: { $exists: true } } },
    query: 'the grant behind a vendor message id that a receipt names',
  },
  {
    collection: 'sms_evidence',
    name: 'returned',
    keys: { agent: 1, lease: 1 },
    options: { partialFilterExpression: { lease: { $exists: true } } },
    query: 'messages of a lease that came back unstarted',
  },
  {
    collection: 'awaited_receipts',
    name: 'due',
    keys: { route: 1, due: 1 },
    options: {},
    query: 'the messages of a route for which its vendor is to be asked now',
  },
  {
    collection: 'awaited_receipts',
    name: 'old',
    keys: { until: 1 },
    options: { expireAfterSeconds: 0 },
    query: 'messages for which no vendor is asked any more',
  },
  {
    collection: 'vendor_accounts',
    name: 'tenant',
    keys: { tenant: 1, order: 1, _id: 1 },
    options: {},
    query: "a tenant's routes, in their order",
  },
  {
    collection: 'vendor_accounts',
    name: 'polled',
    keys: { receipts: 1, order: 1, _id: 1 },
    options: { partialFilterExpression: { receipts: 'poll' } },
    query: 'accounts of vendors that do not call back',
  },
  {
    collection: 'price_lists',
    name: 'tenant',
    keys: { tenant: 1, _id: 1, version: 1 },
    options: {},
    query: 'which price lists of the tenants whose routes are read again have changed',
  },
  {
    collection: 'routing_policies',
    name: 'tenant',
    keys: { tenant: 1 },
    options: {},
    query: 'the policies of the tenants whose routes are read again',
  },
  {
    collection: 'senders',
    name: 'tenant',
    keys: { tenant: 1 },
    options: {},
    query: 'the senders of the tenants whose routes are read again',
  },
  {
    collection: 'opt_outs',
    name: 'in_force',
    // Not partial: it also shows which tenants have had any.
    keys: { tenant: 1, scope: 1, id: 1 },
    options: {},
    query: "a tenant's opt-outs in force, in time order",
  },
  ...inboundIndexes,
  ...phoneIndexes,
  {
    collection: 'vendor_accounts',
    name: 'callback',
    // Not unique: accounts of versions before addresses had tenants may share one, and the service could not start.
    keys: { vendor: 1, callback_key: 1 },
    options: {},
    query: 'the account with the address of a callback',
  },
  {
    collection: 'vendor_accounts',
    name: 'former_callback',
    keys: { vendor: 1, former_callback_key: 1 },
    options: { partialFilterExpression: { former_callback_key: { $exists: true } } },
    query: 'the account that had the address of a callback before',
  },
];
