import type {
  CallbackRequest,
  DeliverItem,
  Environment,
  FaultKind,
  LookupItem,
  LookupResult,
  ReceiptStatus,
  ReceiptWay,
} from '#libs/contracts';
import type { SenderRule } from '#libs/kernel';

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
  /** Position of its routes among those of a tenant without a policy; lower goes first. */
  readonly order: number;
  /** Parses the account's sealed secrets; throws if they have another shape. */
  parseSecrets(value: unknown): Secrets;
  /**
   * An account from settings that a person typed; `invalid_account` names the fields that are missing or wrong. The
   * address of the vendor's API comes only from the service's own settings.
   */
  account(settings: Readonly<Record<string, string>>, environment: Environment): TypedAccount<Secrets>;
  /** A harmless call that succeeds only with valid credentials. */
  check(secrets: Secrets, context: LookUpContext): Promise<AccountCheck>;
  /** Receipts of a vendor that does not call back, oldest first. Undefined unless `receipts` is `poll`. */
  poll?(since: number, secrets: Secrets, context: PollContext): Promise<PolledReceipts>;
  /** One attempt, at once, without retry. A throw counts as `unknown`: bytes may have left. */
  send(item: DeliverItem, secrets: Secrets, context: SendContext): Promise<ItemAnswer>;
  /**
   * Asks the vendor what happened to an attempt; a throw leaves the item out of the reply. Undefined if `lookup` is
   * `none`.
   */
  lookUp?(item: LookupItem, secrets: Secrets, context: LookUpContext): Promise<LookUpAnswer>;
  /**
   * Verifies first, then translates: `invalid_signature` or `malformed_callback` otherwise. A status that proves
   * nothing gives no receipt. The vendor signed `publicUrl` followed by the callback's `url`.
   */
  readReceipt(callback: CallbackRequest, secrets: Secrets, publicUrl: string): readonly VendorReceipt[];
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
}

/** `ok`, or why not: the meaning that the same answer would have for a send. */
export type AccountCheck =
  | { readonly ok: true; readonly balance_micros?: number; readonly currency?: string }
  | { readonly ok: false; readonly fault?: FaultKind; readonly vendor_code?: string };

export interface PollContext extends LookUpContext {
  /** Where the last answer of this poll ended. */
  readonly cursor?: string;
}

export interface PolledReceipts {
  readonly receipts: readonly VendorReceipt[];
  readonly cursor?: string;
}

/** How one attempt ended. `vendor_code` is the vendor's code, or a word for what failed. */
export type ItemAnswer =
  | {
      readonly outcome: 'accepted';
      readonly vendor_message_id?: string;
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
