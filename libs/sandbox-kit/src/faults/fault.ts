export const FAULT_KINDS = [
  'latency',
  'hang',
  'reset-before-accept',
  'reset-after-accept',
  'http',
  'html-502',
  'throttle',
  'unavailable',
  'http500-after-accept',
  'truncated-json',
  'cut-body',
  'no-id',
  'empty',
  'slow-head',
  'slow-body',
  'huge-body',
  'endless-body',
  'wrong-charset',
  'not-http',
  'error',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const RETRY_AFTER_FORMS = ['seconds', 'date', 'nothing'] as const;
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

/** One misbehaviour of a vendor, as it is set over HTTP; each kind reads its own fields. */
export interface Fault {
  readonly kind: FaultKind;
  readonly ms?: number;
  readonly accept?: 'first' | 'last';
  /** Whether the text is sent nevertheless. */
  readonly recorded?: boolean;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterS?: number;
  /** The form of `Retry-After`, or `nothing` for a throttle without one. */
  readonly retryAfterAs?: RetryAfterForm;
  /** The vendor's own code, a number or a word, with its message. */
  readonly code?: number | string;
  readonly message?: string;
  readonly bytes?: number;
  readonly gzip?: boolean;
  /** Added to the delay of the kind itself. */
  readonly latencyMs?: number;
}
