import type { IndexSpec } from '#libs/persistence';

/** Of texts received and conversations. */
export const inboundIndexes: readonly IndexSpec[] = [
  {
    collection: 'inbound_texts',
    name: 'vendor_text',
    keys: { route: 1, vendor_text_id: 1 },
    options: { unique: true },
    query: 'the text that a vendor reports again',
  },
  {
    collection: 'inbound_texts',
    name: 'conversation',
    keys: { tenant: 1, conversation: 1, _id: 1 },
    options: {},
    query: 'the texts of one conversation, in time order',
  },
  {
    collection: 'inbound_texts',
    name: 'keyword',
    keys: { tenant: 1, keyword: 1, _id: 1 },
    options: { partialFilterExpression: { keyword: { $exists: true } } },
    query: "a tenant's texts that ask for no more texts, for texts again or for help, in time order",
  },
  {
    collection: 'inbound_texts',
    name: 'review',
    keys: { tenant: 1, needs_review: 1, _id: 1 },
    options: { partialFilterExpression: { needs_review: true } },
    query: "a tenant's texts that somebody should read, in time order",
  },
  {
    collection: 'inbound_texts',
    name: 'wake',
    keys: { wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'texts from which something still follows, and which are due',
  },
  {
    collection: 'conversations',
    name: 'latest',
    keys: { tenant: 1, environment: 1, last: 1 },
    options: {},
    query: "a tenant's conversations, those with the latest texts first",
  },
];
