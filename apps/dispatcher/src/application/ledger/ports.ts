import type {
  Category,
  CloseReason,
  Environment,
  EvidenceDocument,
  Lane,
  MessageDocument,
  MessageStatus,
  ReceiptApart,
  StatusChange,
  WaitsFor,
} from '#libs/contracts';
import type { Holder, MessageKey, RequestKey, TenantId } from '#libs/kernel';

export interface GrantedTo {
  readonly route: string;
  readonly holder: Holder;
  readonly wakeAt: Date;
  readonly possibleDuplicate: boolean;
}

export interface RegrantedTo {
  readonly route: string;
  readonly holder: Holder;
  readonly wakeAt: Date;
  /** The attempt before counts. */
  readonly counts: boolean;
}

/** Where a fast move starts: what it does not match there is somebody else's. */
export interface Expected {
  readonly status: MessageStatus;
  readonly fence: number;
}

/** A message on its way into the ledger; the store turns `entering` into its status. */
export type NewMessage = Omit<MessageDocument, 'status' | 'wake_at'> & {
  readonly entering: 'PENDING' | 'SENDING';
  readonly wakeAt: Date;
};

export interface Inserted {
  /** What this call inserted; the rest was there before and belongs to another fan-out. */
  readonly mine: ReadonlySet<MessageKey>;
  /** Why not every message is known to be stored. */
  readonly failure?: unknown;
}

export interface Messages {
  insert(messages: readonly NewMessage[]): Promise<Inserted>;
  byKeys(keys: readonly MessageKey[]): Promise<MessageDocument[]>;
  byKey(key: MessageKey): Promise<MessageDocument | null>;
  /** What is due, oldest first; of one lane or of all. */
  due(now: number, limit: number, lanes?: readonly Lane[]): Promise<DueMessage[]>;
  /** PENDING at this fence to SENDING at the next; answers the keys that now carry the holder. */
  grant(keys: readonly MessageKey[], fence: number, to: GrantedTo): Promise<MessageKey[]>;
  /** SENDING at this fence to SENDING at the next, on another route; not what was cancelled. Answers like {@link grant}. */
  regrant(keys: readonly MessageKey[], fence: number, to: RegrantedTo): Promise<MessageKey[]>;
  /** SENT, UNDELIVERED and DELIVERED over any lower rank, whatever the fence: they commute. */
  promoteStatus(keys: readonly MessageKey[], to: MessageStatus): Promise<void>;
  /** One status to another for many; answers how many matched. */
  moveFast(keys: readonly MessageKey[], expected: Expected, to: MessageStatus, also?: MoveOptions): Promise<number>;
  /** One message, decided from its evidence; false when it is no longer there. */
  moveSlowly(key: MessageKey, expected: Expected, to: MessageStatus, also?: MoveOptions): Promise<boolean>;
  ofRequest(request: RequestKey, after: number, limit: number): Promise<MessageDocument[]>;
  countsOfRequest(request: RequestKey): Promise<Partial<Record<MessageStatus, number>>>;
  /** Marks open messages of the request, and lets those that wait rest until `wakeAt`; `only`: that one. */
  cancel(request: RequestKey, at: Date, wakeAt: Date, only?: MessageKey): Promise<void>;
  /** Waiting ones of the request after `after`, in their order. */
  pendingOfRequest(request: RequestKey, limit: number, after?: MessageKey): Promise<MessageDocument[]>;
}

export interface DueMessage {
  readonly key: MessageKey;
  readonly lane: Lane;
  /** Ms since the epoch. */
  readonly wakeAt: number;
}

export interface MoveOptions {
  /** With an open status: when somebody must look again. */
  readonly wakeAt?: Date;
  /** With PENDING: no route takes it now. */
  readonly waitsFor?: WaitsFor;
  /** The attempt did not count: it never began. */
  readonly uncount?: boolean;
  /** Its tries were used up: since when somebody may try it again, or `stays` where that was said before. */
  readonly deadLetter?: Date | 'stays';
}

export interface Evidence {
  /** Unordered; answers the ids that were known already. */
  insert(rows: readonly EvidenceDocument[]): Promise<Set<string>>;
  ofMessages(keys: readonly MessageKey[], options?: { latest?: boolean }): Promise<Map<MessageKey, EvidenceDocument[]>>;
  orphans(ids: readonly string[]): Promise<EvidenceDocument[]>;
  byVendorIds(route: string, vendorMessageIds: readonly string[]): Promise<EvidenceDocument[]>;
}

/** The batch outbox of design §4.7: ids whose change may not have been carried out to the end. */
export interface ChangeOutbox {
  put(keys: readonly MessageKey[]): Promise<string>;
  /** Later, when it costs least. */
  remove(handle: string): void;
  /** The oldest first, those after the handle `after`. */
  due(olderThanMs: number, limit: number, after?: string): Promise<ChangeLeft[]>;
}

/** A change that was begun at `at` (ms since the epoch). */
export interface ChangeLeft {
  readonly handle: string;
  readonly keys: readonly MessageKey[];
  readonly at: number;
}

/** What operators see of messages. */
export interface MessageMetrics {
  accepted(environment: Environment, items: readonly { readonly category: Category }[]): void;
  entered(changes: readonly StatusChange[]): void;
  /** Receipts that are not what their address says. */
  receiptsApart(vendor: string, why: ReceiptApart, count: number): void;
  /** So many were ended because they can be read or stored no more. */
  unprocessable(reason: CloseReason, count: number): void;
  /** So many looks at something that cannot be gone on with for now. */
  stuck(what: 'request' | 'message', count: number): void;
}

export interface Announcements {
  statusChanged(changes: readonly StatusChange[]): Promise<void>;
}

/** Texts and numbers, sealed with the tenant's key. */
export interface Codec {
  /** Loads the tenant's key for opening; rejects where it cannot be used. One that is gone opens nothing. */
  ready(tenant: TenantId): Promise<void>;
  /** Loads it for sealing, and makes it on first use; rejects where one is gone that something was sealed with. */
  readyToSeal(tenant: TenantId): Promise<void>;
  seal(tenant: TenantId, field: string, plain: string): Uint8Array;
  /** Throws an error of the name `Unsealable` for what does not open. */
  open(tenant: TenantId, field: string, sealed: Uint8Array): string;
  hash(tenant: TenantId, value: string): string;
}
