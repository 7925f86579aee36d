export const RECEIPT_MODES = ['on', 'off', 'delay'] as const;
export const RECEIPT_ORDERS = ['straight', 'reversed', 'shuffled'] as const;
export const SIGNATURES = ['valid', 'forged', 'missing'] as const;

export type Signature = (typeof SIGNATURES)[number];

/** How a text goes on once the vendor has it. */
export interface ReceiptPlan {
  /** `off`: it reaches `sent` without a word and stays there; `delay`: the last status comes `delayMs` later. */
  readonly mode: (typeof RECEIPT_MODES)[number];
  readonly delayMs: number;
  /** Between two statuses, and before the first. */
  readonly stepMs: number;
  /** After the initial one, which is never called back. */
  readonly statuses: readonly string[];
  /** Comes with the bad ends. */
  readonly errorCode?: number | string;
  /** Of the callbacks; all but `straight` go out when the last status is reached. */
  readonly order: (typeof RECEIPT_ORDERS)[number];
  /** How often each callback is sent. */
  readonly times: number;
  /** Parameters that the vendor's documentation does not know. */
  readonly extra: Readonly<Record<string, string>>;
  /** All callbacks are answered before the vendor's own answer leaves. */
  readonly beforeAnswer: boolean;
  readonly signature: Signature;
}

export const USUAL_RECEIPTS: ReceiptPlan = {
  mode: 'on',
  delayMs: 2_000,
  stepMs: 100,
  statuses: ['sending', 'sent', 'delivered'],
  order: 'straight',
  times: 1,
  extra: {},
  beforeAnswer: false,
  signature: 'valid',
};

const BAD_ENDS: readonly string[] = ['failed', 'undelivered'];

/** Whether a status, as the phones' page calls it, is a bad end. */
export const carriesErrorCode = (status: string): boolean => BAD_ENDS.includes(status);
