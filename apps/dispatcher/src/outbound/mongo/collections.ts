import type {
  Environment,
  EvidenceDocument,
  MessageDocument,
  RegisterAccountRequest,
  RequestDocument,
} from '#libs/contracts';
import type { TenantId } from '#libs/kernel';
import type { IndexSpec, MongoSession } from '#libs/persistence';

export interface AccountDocument {
  /** `<vendor>-<8 hex>`; also the id of its route. */
  readonly _id: string;
  readonly tenant: TenantId;
  readonly vendor: string;
  readonly environment: Environment;
  readonly sealed: string;
  readonly callback_key: string;
  readonly lookup: RegisterAccountRequest['lookup'];
}

/** A block of integers one replica took: the insert is the claim. */
export interface NumberBlock {
  /** `<tenant>.<block, 10 digits>` */
  readonly _id: string;
  readonly tenant: TenantId;
}

export const collectionsOf = (session: MongoSession) => ({
  requests: session.tenantCollection<RequestDocument>('sms_requests'),
  messages: session.tenantCollection<MessageDocument>('sms_messages'),
  evidence: session.tenantCollection<EvidenceDocument>('sms_evidence'),
  accounts: session.tenantCollection<AccountDocument>('vendor_accounts'),
  numbers: session.tenantCollection<NumberBlock>('number_blocks'),
});
export type Collections = ReturnType<typeof collectionsOf>;

export const ledgerIndexes: readonly IndexSpec[] = [
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
    query: 'the request that holds an idempotency key',
  },
  {
    collection: 'sms_messages',
    name: 'wake',
    keys: { lane: 1, wake_at: 1 },
    options: { partialFilterExpression: { wake_at: { $exists: true } } },
    query: 'open messages of a lane that somebody must look at, oldest first',
  },
  {
    collection: 'sms_messages',
    name: 'recipient',
    keys: { tenant: 1, to_hash: 1, _id: 1 },
    options: {},
    query: "a tenant's messages to one number, in time order",
  },
  {
    collection: 'sms_messages',
    name: 'client_ref',
    keys: { tenant: 1, client_ref: 1 },
    options: { partialFilterExpression: { client_ref: { $exists: true } } },
    query: "a tenant's messages under the caller's own reference",
  },
  {
    collection: 'sms_messages',
    name: 'failed',
    keys: { tenant: 1, status: 1, _id: 1 },
    options: { partialFilterExpression: { status: { $in: ['FAILED', 'UNCONFIRMED', 'UNDELIVERED'] } } },
    query: "a tenant's messages that ended badly, in time order",
  },
  {
    collection: 'sms_evidence',
    name: 'vendor_message',
    keys: { route: 1, vendor_message_id: 1 },
    options: { partialFilterExpression: { vendor_message_id: { $exists: true } } },
    query: 'the grant behind a vendor message id that a receipt names',
  },
];
