import { MongoClient, type Db } from 'mongodb';
import type { EvidenceDocument, MessageDocument, RequestDocument } from '#libs/contracts';
import type { ReceivedText, Sandbox } from './sandbox.ts';

/** What a client knows of one call: what it asked for, and the 202 if it got one. */
export interface ClientCall {
  readonly idempotencyKey: string;
  readonly messages: number;
  readonly accepted?: { readonly requestId: string; readonly messageIds: readonly string[] };
}

/** Everything the invariants are checked against: the ledger, the outside truth, and what clients hold. */
export interface Evidence {
  readonly requests: RequestDocument[];
  readonly messages: MessageDocument[];
  readonly evidence: EvidenceDocument[];
  readonly texts: ReceivedText[];
  readonly calls: ClientCall[];
}

export interface LedgerReader {
  readonly db: Db;
  requests(): Promise<RequestDocument[]>;
  messages(): Promise<MessageDocument[]>;
  evidence(): Promise<EvidenceDocument[]>;
  countMessages(filter: Record<string, unknown>): Promise<number>;
  countRequests(filter: Record<string, unknown>): Promise<number>;
  close(): Promise<void>;
}

/** Reads the ledger's three collections as they are stored. */
export async function openLedger(uri: string, database: string): Promise<LedgerReader> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 5_000 });
  const db = client.db(database);
  const requests = db.collection<RequestDocument>('sms_requests');
  const messages = db.collection<MessageDocument>('sms_messages');
  return {
    db,
    requests: () => requests.find().toArray(),
    messages: () => messages.find().toArray(),
    evidence: () => db.collection<EvidenceDocument>('sms_evidence').find().toArray(),
    countMessages: (filter) => messages.countDocuments(filter),
    countRequests: (filter) => requests.countDocuments(filter),
    close: () => client.close(),
  };
}

export async function collectEvidence(
  ledger: LedgerReader,
  sandbox: Sandbox,
  calls: readonly ClientCall[],
): Promise<Evidence> {
  const [requests, messages, evidence, texts] = await Promise.all([
    ledger.requests(),
    ledger.messages(),
    ledger.evidence(),
    sandbox.texts(),
  ]);
  return { requests, messages, evidence, texts, calls: [...calls] };
}
