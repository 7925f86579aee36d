import { MongoClient, type Db } from 'mongodb';
import type { EvidenceDocument, MessageDocument, RequestDocument } from '#libs/contracts';
import type { ReceivedText, Sandbox } from './sandbox.ts';
import { until } from './wait.ts';

/** A client's record of one call: its content, and the 202 if it got one. */
export interface ClientCall {
  readonly idempotencyKey: string;
  readonly messages: number;
  /** The number of each message, if no two of a run have the same. */
  readonly to?: readonly string[];
  readonly accepted?: { readonly requestId: string; readonly messageIds: readonly string[] };
}

/** A call under a key that was answered before. */
export interface Repeat {
  readonly idempotencyKey: string;
  readonly body: 'same' | 'other';
  readonly status: number;
  /** The answer had `Idempotent-Replayed`. */
  readonly isReplay: boolean;
  readonly requestId?: string;
}

/** Everything that the invariants compare: the ledger, the sandbox's record, and the clients' answers. */
export interface Evidence {
  readonly requests: RequestDocument[];
  readonly messages: MessageDocument[];
  readonly evidence: EvidenceDocument[];
  readonly texts: ReceivedText[];
  readonly calls: ClientCall[];
  readonly repeats?: readonly Repeat[];
  /** Public ids of messages for which a retry was called. */
  readonly retried?: readonly string[];
  /** What the SIMs of phones have counted, each with the phones that had it. */
  readonly budgets?: readonly CountedSim[];
}

export interface CountedSim {
  readonly sim: string;
  readonly agents: readonly string[];
  /** In this month. */
  readonly messages: number;
  readonly parts: number;
}

export interface LedgerReader {
  readonly db: Db;
  requests(): Promise<RequestDocument[]>;
  messages(): Promise<MessageDocument[]>;
  evidence(): Promise<EvidenceDocument[]>;
  countMessages(filter: Record<string, unknown>): Promise<number>;
  countRequests(filter: Record<string, unknown>): Promise<number>;
  countEvidence(): Promise<number>;
  close(): Promise<void>;
}

/** Reads the ledger's three collections as they are stored. */
export async function openLedger(uri: string, database: string): Promise<LedgerReader> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 5_000 });
  const db = client.db(database);
  const requests = db.collection<RequestDocument>('sms_requests');
  const messages = db.collection<MessageDocument>('sms_messages');
  const evidence = db.collection<EvidenceDocument>('sms_evidence');
  return {
    db,
    requests: () => requests.find().toArray(),
    messages: () => messages.find().toArray(),
    evidence: () => evidence.find().toArray(),
    countMessages: (filter) => messages.countDocuments(filter),
    countRequests: (filter) => requests.countDocuments(filter),
    countEvidence: () => evidence.countDocuments(),
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

const QUIET_MS = 500;

/**
 * Collects once nothing is written any more: a receipt that a vendor sends late changes its message between two reads.
 * Evidence is never removed, so its count shows it.
 */
export async function collectAtRest(...args: Parameters<typeof collectEvidence>): Promise<Evidence> {
  const [ledger] = args;
  const collect = async (): Promise<Evidence | undefined> => {
    const before = await ledger.countEvidence();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const run = await collectEvidence(...args);
    return (await ledger.countEvidence()) === before ? run : undefined;
  };
  return until('no evidence is written any more', collect, { withinMs: 60_000 });
}
