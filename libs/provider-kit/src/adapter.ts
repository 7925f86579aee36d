import type { CallbackRequest, DeliverItem, FaultKind, LookupItem, LookupResult, ReceiptStatus } from '#libs/contracts';

/** One vendor: everything that differs between vendors, and nothing else. The kit brings the rest. */
export interface VendorAdapter<Secrets> {
  /** The app is `provider-<vendor>`. */
  readonly vendor: string;
  /** Whether the vendor can be asked what became of a send; only with `client_reference` does "nothing" prove anything. */
  readonly lookup: 'none' | 'search' | 'client_reference';
  /** The account's secrets as they were sealed; throws when they have another shape. */
  parseSecrets(value: unknown): Secrets;
  /** One attempt, at once, without retry. A throw counts as `unknown`: bytes may have left. */
  send(item: DeliverItem, secrets: Secrets, context: SendContext): Promise<ItemAnswer>;
  /** Asks what became of an attempt; a throw leaves the item out of the reply. Missing where `lookup` is `none`. */
  lookUp?(item: LookupItem, secrets: Secrets, context: LookUpContext): Promise<LookUpAnswer>;
  /**
   * Verifies first, then translates: `invalid_signature` or `malformed_callback` otherwise. A status that proves nothing
   * gives no receipt. `publicUrl` stands before the callback's `url`, and is what the vendor signed.
   */
  readReceipt(callback: CallbackRequest, secrets: Secrets, publicUrl: string): readonly VendorReceipt[];
}

export interface SendContext {
  /** Where the vendor reports what became of this attempt. */
  readonly callbackUrl: string;
  /** Aborted when the attempt has been answered for: from then on no byte may leave. */
  readonly signal: AbortSignal;
}

export interface LookUpContext {
  readonly signal: AbortSignal;
}

/** How one attempt ended. `vendor_code` is the vendor's, or says in a word what broke. */
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
