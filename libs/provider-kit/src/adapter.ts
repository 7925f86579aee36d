import type {
  CallbackAnswer,
  CallbackRequest,
  DeliverItem,
  FaultKind,
  Keyword,
  LookupItem,
  LookupResult,
  ReceiptStatus,
  ReceiptWay,
  VendorCarries,
} from '#libs/contracts';
import type { SenderRule } from '#libs/kernel';
import type { Wanted } from './address-for.ts';

/** One vendor: everything that differs between vendors, and nothing else. The kit has the rest. */
export interface VendorAdapter<Secrets> {
  /** The app is `provider-<vendor>`. */
  readonly vendor: string;
  /** Whether the vendor can be asked what happened to a send; "nothing" is a proof only with `client_reference`. */
  readonly lookup: 'none' | 'search' | 'client_reference';
  /** How receipts come, unless an account says otherwise. */
  readonly receipts: ReceiptWay;
  /** Which senders the vendor takes. */
  readonly senders: SenderRule;
  /** What it carries, unless an account says otherwise. */
  readonly carries: VendorCarries;
  /** Position of its routes among those of a tenant without a policy; lower goes first. */
  readonly order: number;
  /** Parses the account's sealed secrets; throws if they have another shape. */
  parseSecrets(value: unknown): Secrets;
  /**
   * An account from settings that a person typed; `invalid_account` names the fields that are missing or wrong. The
   * address of the vendor's API is that of `addressFor`.
   */
  account(settings: Readonly<Record<string, string>>, wanted: Wanted): TypedAccount<Secrets>;
  /** A harmless call that succeeds only with valid credentials. */
  check(secrets: Secrets, context: LookUpContext): Promise<AccountCheck>;
  /**
   * Results of a vendor that does not call back, oldest first. `since`: ms since the epoch. With `poll_by_id` those of
   * `context.ids`. Undefined unless an account may be polled.
   */
  poll?(since: number, secrets: Secrets, context: PollContext): Promise<PolledReceipts>;
  /** One attempt, at once, without retry. A throw counts as `unknown`: bytes may have left. */
  send(item: DeliverItem, secrets: Secrets, context: SendContext): Promise<ItemAnswer>;
  /**
   * Asks the vendor what happened to an attempt; a throw leaves the item out of the reply, and so does undefined: it is
   * too early to say. Undefined if `lookup` is `none`.
   */
  lookUp?(item: LookupItem, secrets: Secrets, context: LookUpContext): Promise<LookUpAnswer | undefined>;
  /**
   * Verifies first, then translates: `invalid_signature` or `malformed_callback` otherwise. A status that proves
   * nothing gives no receipt.
   */
  readCallback(
    callback: CallbackRequest,
    secrets: Secrets,
    context: CallbackContext,
  ): VendorCallback | Promise<VendorCallback>;
}

export interface CallbackContext extends LookUpContext {
  /** The vendor signed it, followed by the callback's `url`. */
  readonly publicUrl: string;
}

/** What a vendor called back with. */
export interface VendorCallback {
  readonly receipts?: readonly VendorReceipt[];
  /** Texts that people sent to a number of the account. */
  readonly texts?: readonly VendorText[];
  /** The callback proves nothing itself: a message that its address names does not count. */
  readonly unproved?: true;
  /** What the vendor wants as an answer; absent: nothing. */
  readonly answer?: CallbackAnswer;
}

/** A text that the vendor received for us. */
export interface VendorText {
  /** The vendor's id of it: the same text comes again under the same id. */
  readonly vendor_text_id: string;
  /** The person, E.164; as the vendor writes it, if it is no number. */
  readonly from: string;
  /** The number or short code that received it. */
  readonly to: string;
  readonly text: string;
  /** Ms since the epoch; absent: now. */
  readonly received_at?: number;
  readonly media_urls?: readonly string[];
  /** What the vendor takes it for; absent: its text decides. */
  readonly keyword?: Keyword;
  /** The vendor answers this stop, start or help word itself: no text of ours shall follow. */
  readonly vendor_answers?: boolean;
}

export interface SendContext {
  /** The address at which the vendor reports the status of this attempt. */
  readonly callbackUrl: string;
  /** Aborted when the attempt has been answered for: after that no byte may leave. */
  readonly signal: AbortSignal;
}

export interface LookUpContext {
  readonly signal: AbortSignal;
}

export interface TypedAccount<Secrets> {
  /** Distinguishes it from the vendor's other accounts; hashed, so it may be an identifier of the vendor's. */
  readonly identity: readonly string[];
  readonly secrets: Secrets;
  /** The settings that are present, by their names in the API. */
  readonly fields: readonly string[];
  /** How this account's receipts come, if that differs from the vendor's default. */
  readonly receipts?: ReceiptWay;
  /** What this account carries, if that differs from the vendor's default. */
  readonly carries?: VendorCarries;
}

/** `ok`, or why not: the meaning that the same answer would have for a send. */
export type AccountCheck =
  | { readonly ok: true; readonly balance_micros?: number; readonly currency?: string }
  | { readonly ok: false; readonly fault?: FaultKind; readonly vendor_code?: string };

export interface PollContext extends LookUpContext {
  /** Where the last answer of this poll ended. */
  readonly cursor?: string;
  /** With `poll_by_id`: the vendor's ids that are asked for. */
  readonly ids?: readonly string[];
  /** Whether texts are recorded. Without it read none: what the vendor hands out once would be lost. */
  readonly texts?: boolean;
}

export interface PolledReceipts {
  readonly receipts: readonly VendorReceipt[];
  /** Texts that people sent to a number of the account. */
  readonly texts?: readonly VendorText[];
  readonly cursor?: string;
}

/** How one attempt ended. `vendor_code` is the vendor's code, or a word for what failed. */
export type ItemAnswer =
  | {
      readonly outcome: 'accepted';
      readonly vendor_message_id?: string;
      /** Integer micro-units of `currency` (ISO 4217, or `credits`); `costOf` makes both. */
      readonly cost_micros?: number;
      readonly currency?: string;
    }
  | { readonly outcome: 'rejected'; readonly vendor_code?: string }
  | { readonly outcome: 'vendor_fault'; readonly fault: FaultKind; readonly vendor_code?: string }
  | { readonly outcome: 'throttled'; readonly vendor_code?: string; readonly retry_after_ms?: number }
  | { readonly outcome: 'not_started'; readonly vendor_code?: string }
  | { readonly outcome: 'unknown'; readonly vendor_code?: string };

export interface LookUpAnswer {
  readonly result: LookupResult;
  readonly vendor_message_id?: string;
}

export interface VendorReceipt {
  readonly vendor_message_id: string;
  readonly status: ReceiptStatus;
  readonly vendor_code?: string;
  readonly cost_micros?: number;
  readonly currency?: string;
}
