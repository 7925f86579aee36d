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
  PollReceiptsReply,
} from '#libs/contracts';
import type { Holder, MessageKey, RequestKey, TenantId } from '#libs/kernel';
import type { RouteRecord } from '../routes/ports.ts';
import type { AwaitedReceipt } from '../../domain/ledger/awaited-receipt.ts';

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

/** The state from which a fast move starts: a message in another state is not matched. */
export interface Expected {
  readonly status: MessageStatus;
  readonly fence: number;
}

/** A message to be stored; the store turns `entering` into its status. */
export type NewMessage = Omit<MessageDocument, 'status' | 'wake_at'> & {
  readonly entering: 'PENDING' | 'SENDING';
  readonly wakeAt: Date;
  /** With PENDING: phones fetch it. */
  readonly queue?: Queue;
};

/** Where a message waits for phones. */
export interface Queue {
  /** The route of the phones. */
  readonly pool: string;
  /** Higher goes first. */
  readonly weight: number;
}

export interface Inserted {
  /** Messages that this call inserted; the others were stored before and belong to another fan-out. */
  readonly mine: ReadonlySet<MessageKey>;
  /** Why not every message is known to be stored. */
  readonly failure?: unknown;
}

export interface Messages {
  insert(messages: readonly NewMessage[]): Promise<Inserted>;
  byKeys(keys: readonly MessageKey[]): Promise<MessageDocument[]>;
  byKey(key: MessageKey): Promise<MessageDocument | null>;
  /** Due messages, oldest first; of one lane or of all. */
  due(now: number, limit: number, lanes?: readonly Lane[]): Promise<DueMessage[]>;
  /** PENDING at this fence to SENDING at the next; returns the keys that now have the holder. */
  grant(keys: readonly MessageKey[], fence: number, to: GrantedTo): Promise<MessageKey[]>;
  /**
   * SENDING at this fence to SENDING at the next, on another route; cancelled messages are left out. Returns the same
   * as {@link grant}.
   */
  regrant(keys: readonly MessageKey[], fence: number, to: RegrantedTo): Promise<MessageKey[]>;
  /** SENT, UNDELIVERED and DELIVERED over any lower rank, whatever the fence: they commute. */
  promoteStatus(keys: readonly MessageKey[], to: MessageStatus): Promise<void>;
  /** One status to another for many; returns how many matched. */
  moveFast(keys: readonly MessageKey[], expected: Expected, to: MessageStatus, also?: MoveOptions): Promise<number>;
  /** One message, decided from its evidence; false if it is no longer in that state. */
  moveSlowly(key: MessageKey, expected: Expected, to: MessageStatus, also?: MoveOptions): Promise<boolean>;
  ofRequest(request: RequestKey, after: number, limit: number): Promise<MessageDocument[]>;
  countsOfRequest(request: RequestKey): Promise<Partial<Record<MessageStatus, number>>>;
  /** Marks open messages of the request, and postpones waiting ones until `wakeAt`; `only`: that one. */
  cancel(request: RequestKey, at: Date, wakeAt: Date, only?: MessageKey): Promise<void>;
  /** Waiting ones of the request after `after`, in order. */
  pendingOfRequest(request: RequestKey, limit: number, after?: MessageKey): Promise<MessageDocument[]>;
}

export interface DueMessage {
  readonly key: MessageKey;
  readonly lane: Lane;
  /** Ms since the epoch. */
  readonly wakeAt: number;
}

export interface MoveOptions {
  /** With an open status: when a dispatcher must look again. */
  readonly wakeAt?: Date;
  /** With PENDING: no route takes it now. */
  readonly waitsFor?: WaitsFor;
  /** With PENDING: phones fetch it. */
  readonly queue?: Queue;
  /** The attempt does not count: it never began. */
  readonly uncount?: boolean;
  /** Its tries were used up: since when it can be retried, or `stays` if that was stored before. */
  readonly deadLetter?: Date | 'stays';
}

export interface Evidence {
  /** Unordered; returns the ids that were stored already. */
  insert(rows: readonly EvidenceDocument[]): Promise<Set<string>>;
  ofMessages(keys: readonly MessageKey[], options?: { latest?: boolean }): Promise<Map<MessageKey, EvidenceDocument[]>>;
  orphans(ids: readonly string[]): Promise<EvidenceDocument[]>;
  byVendorIds(route: string, vendorMessageIds: readonly string[]): Promise<EvidenceDocument[]>;
  /** How grants ended that a phone had under these leases: what came back unstarted, what was answered, what stayed silent. */
  underLeases(tenant: TenantId, agent: string, leases: readonly string[]): Promise<EvidenceDocument[]>;
}

/** An account with messages whose vendor shall be asked now. */
export interface DueRoute {
  readonly route: string;
  readonly tenant: TenantId;
}

/** Results that vendors are asked for by id. Rows whose time is over disappear by themselves. */
export interface AwaitedReceipts {
  /** Those that are stored already stay as they are. */
  insert(rows: readonly AwaitedReceipt[]): Promise<void>;
  dueRoutes(): Promise<DueRoute[]>;
  /** Takes due ones, the longest due first: they are due again at `until`, and no other replica takes them before. */
  claim(of: DueRoute, until: number, limit: number): Promise<AwaitedReceipt[]>;
  /** All of one tenant. */
  postpone(rows: readonly AwaitedReceipt[], asked: number, due: number): Promise<void>;
  /** All of one tenant. */
  remove(rows: readonly AwaitedReceipt[]): Promise<void>;
  ofRequests(tenant: TenantId, requests: readonly RequestKey[], limit: number): Promise<AwaitedReceipt[]>;
}

/** The batch outbox of rule 4.7: ids whose change may not have been completed. */
export interface ChangeOutbox {
  put(keys: readonly MessageKey[]): Promise<string>;
  /** Later, together with others. */
  remove(handle: string): void;
  /** The oldest first, those after the handle `after`. */
  due(olderThanMs: number, limit: number, after?: string): Promise<ChangeLeft[]>;
}

/** A change that began at `at` (ms since the epoch). */
export interface ChangeLeft {
  readonly handle: string;
  readonly keys: readonly MessageKey[];
  readonly at: number;
}

/** Metrics of messages for operators. */
export interface MessageMetrics {
  accepted(environment: Environment, items: readonly { readonly category: Category }[]): void;
  entered(changes: readonly StatusChange[]): void;
  /** Receipts that are not for the grant that their address names. */
  receiptsApart(vendor: string, why: ReceiptApart, count: number): void;
  /** Messages that were ended because they can no longer be read or stored. */
  unprocessable(reason: CloseReason, count: number): void;
  /** A second phone or vendor took the same message. */
  confirmedDuplicate(route: string): void;
  /** Looks at a request or message that cannot be processed for now. */
  stuck(what: 'request' | 'message', count: number): void;
}

export interface Announcements {
  statusChanged(changes: readonly StatusChange[]): Promise<void>;
}

/** Texts and numbers, sealed with the tenant's key. */
export interface Codec {
  /**
   * Loads the tenant's key for opening; rejects if it cannot be used. If it is missing, nothing of the tenant opens.
   */
  ready(tenant: TenantId): Promise<void>;
  /** Loads it for sealing, and makes it on first use; rejects if a key is missing with which data was sealed. */
  readyToSeal(tenant: TenantId): Promise<void>;
  seal(tenant: TenantId, field: string, plain: string): Uint8Array;
  /** Throws an error named `Unsealable` for a value that cannot be opened. */
  open(tenant: TenantId, field: string, sealed: Uint8Array): string;
  hash(tenant: TenantId, value: string): string;
}

/** The adapters of vendors that do not call back; `ids`: of the messages that are asked for; `texts`: those of people, too. */
export interface ReceiptPolls {
  poll(
    route: Pick<RouteRecord, '_id' | 'vendor'>,
    since: number,
    of: { readonly cursor?: string | undefined; readonly ids?: readonly string[]; readonly texts?: boolean },
  ): Promise<Pick<PollReceiptsReply, 'receipts' | 'texts' | 'cursor'>>;
}
