import type { Holder, MessageKey, RequestKey, TenantId } from '#libs/kernel';
import type { VendorTemplate } from './carries.ts';
import type { Explanation } from './explanation.ts';
import type { GivenFields, MessageFields, TimesAs } from './message-fields.ts';
import type {
  CloseReason,
  DeadLetterState,
  Environment,
  FaultKind,
  LookupResult,
  MediaFallback,
  MessageStatus,
  NoRouteReason,
  Outcome,
  PhoneEvent,
  ReceiptStatus,
} from './vocabulary.ts';

/** Sealed with the tenant's key; only the codec of `libs/persistence` opens it. */
export type Sealed = Uint8Array;

/** One accepted call. Written once; only `wake_at` and `cancel_at` change afterwards. */
export interface RequestDocument extends Readonly<Pick<GivenFields, 'subject_ref'>> {
  readonly _id: RequestKey;
  readonly tenant: TenantId;
  readonly environment: Environment;
  /** The kind of call, such as `messages` or `batch`: part of the idempotency key's scope. */
  readonly operation: string;
  readonly idempotency_key?: string;
  /** Keyed hash of the canonical body. */
  readonly fingerprint: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly number_from: number;
  /** Recipients accepted; the refused ones are counted in `rejected`. */
  readonly total: number;
  readonly rejected: number;
  /** Positions that were refused, if any; absent from requests of earlier versions. */
  readonly rejected_positions?: readonly number[];
  /** JSON: the messages by position ({@link RequestPayload}). */
  readonly payload: Sealed;
  /** JSON: the first answer, replayed to a repeat. */
  readonly answer: Sealed;
  /** The destinations that were allowed when it was accepted. */
  readonly policy: { readonly destinations: readonly string[] };
  readonly retry_of?: MessageKey;
  /** When the first of its messages expires; absent from requests of earlier versions. */
  readonly deadline?: Date;
  /** Present until the last message is inserted. */
  readonly wake_at?: Date;
  readonly cancel_at?: Date;
}

/** One recipient. Inserted by fan-out; afterwards only its grant and status change. */
export interface MessageDocument extends MessageFields, TimesAs<Date> {
  readonly _id: MessageKey;
  readonly tenant: TenantId;
  readonly environment: Environment;
  readonly number: number;
  readonly created_at: Date;
  readonly created_by: string;
  /** JSON {@link MessageContent}. */
  readonly content: Sealed;
  /** Keyed hash of the E.164 number. */
  readonly to_hash: string;
  readonly deadline: Date;
  /** JSON of the caller's metadata: in a text no name has a meaning for the database. */
  readonly metadata_json?: string;
  /** Written by earlier versions in place of `metadata_json`. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retry_of?: MessageKey;
  /** It repeats the text and number of this message: it is recorded, and not sent. */
  readonly duplicate_of?: MessageKey;
  /** How its routes were chosen when it was fanned out. */
  readonly explanation?: Explanation;

  readonly status: MessageStatus;
  /** Numbers the grants; 0 before the first. */
  readonly fence: number;
  /** Grants that did not end `not_started`, `throttled` or `no_adapter`. */
  readonly attempt: number;
  readonly route?: string;
  readonly holder?: Holder;
  /** The phone that holds it, or held it last; of a message for one phone that phone. */
  readonly agent?: string;
  /** When the phone got it. */
  readonly leased_at?: Date;
  /** The phone calls `start` before it sends, and has not yet: the message is ASSIGNED. */
  readonly awaits_start?: boolean;
  /** Set while it waits for the phones of this route. */
  readonly pool?: string;
  /** With `pool`: higher goes first. */
  readonly pool_weight?: number;
  /** When a dispatcher must look again; set by every write of an open status, unset by every write of a closed one. */
  readonly wake_at?: Date;
  readonly cancel_at?: Date;
  readonly possible_duplicate?: boolean;
  /** Set while it is PENDING because no route took it at the last look. */
  readonly waits_for?: WaitsFor;
  /** Set while its status is a dead letter, unset when a rise ends that. */
  readonly dead_letter?: DeadLetter;
}

/** What a message that no route takes waits for. */
export interface WaitsFor {
  readonly reason: NoRouteReason;
  /** Routes that would take it if they were healthy, had an adapter or were switched on. */
  readonly routes: readonly string[];
}

/** What happened to a message whose attempts were used up. `retrying`: a retry has begun and may be repeated. */
export interface DeadLetter {
  readonly state: DeadLetterState | 'retrying';
  readonly at: Date;
  readonly by?: string;
  readonly reason?: string;
  readonly retried_as?: MessageKey;
}

/** One thing learned about a grant. Append-only; its `_id` makes a repeat an E11000, which means "known". */
export interface EvidenceDocument {
  /** `<message _id>.<fence>.<kind>[.<key>]`, or `orphan.<route>.<vendor message id>.<status>`. */
  readonly _id: string;
  readonly tenant: TenantId;
  /** Absent on an orphan. */
  readonly message?: MessageKey;
  readonly fence: number;
  readonly kind: EvidenceKind;
  readonly at: Date;
  /** When the grant was written: the attempt sent no byte before that. */
  readonly granted_at?: Date;
  readonly route?: string;
  readonly vendor?: string;
  /** Of a phone's route: the phone. */
  readonly agent?: string;
  /** With the kind `phone`: what it said; `returned`: its lease was taken back before it started. */
  readonly event?: PhoneEvent | 'returned';
  /** Of a phone's grant: the lease. */
  readonly lease?: string;
  readonly outcome?: Outcome;
  readonly fault?: FaultKind;
  readonly lookup?: LookupResult;
  readonly receipt?: ReceiptStatus;
  readonly reason?: CloseReason;
  readonly vendor_message_id?: string;
  readonly vendor_code?: string;
  /** Integer micro-units of `currency`: ISO 4217, or `credits`. */
  readonly cost_micros?: number;
  /** With an acceptance whose cost the vendor has not told: by the prices of that time. */
  readonly estimate_micros?: number;
  readonly currency?: string;
}

export const EVIDENCE_KINDS = [
  'answer',
  'silence',
  'lookup',
  'receipt',
  'phone',
  'operator',
  'closed',
  'orphan',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** The text of a message and its recipient. */
export interface MessageContent {
  /** E.164 */
  readonly to: string;
  /** As the caller wrote it. */
  readonly to_as_written: string;
  readonly text: string;
  /** The same message for vendors that send by templates of their own. Absent: it is not by a template. */
  readonly vendor_templates?: readonly VendorTemplate[];
  readonly media?: MessageMedia;
}

/** The pictures of a message. */
export interface MessageMedia {
  readonly urls: readonly string[];
  readonly subject?: string;
  readonly fallback?: MediaFallback;
  /** What they were when the message was accepted. */
  readonly types?: readonly string[];
  readonly largest_bytes?: number;
}
