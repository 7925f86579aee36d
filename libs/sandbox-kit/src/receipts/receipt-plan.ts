export const RECEIPT_MODES = ['on', 'off', 'delay'] as const;
export const RECEIPT_ORDERS = ['straight', 'reversed', 'shuffled'] as const;
export const SIGNATURES = ['valid', 'forged', 'missing'] as const;

export type Signature = (typeof SIGNATURES)[number];

/** The statuses of a text after the vendor has it. */
export interface ReceiptPlan {
  /** `off`: it reaches `sent` without a callback and stays there; `delay`: the last status comes `delayMs` later. */
  readonly mode: (typeof RECEIPT_MODES)[number];
  readonly delayMs: number;
  /** Between two statuses, and before the first. */
  readonly stepMs: number;
  /** After the initial one, for which there is no callback. */
  readonly statuses: readonly string[];
  /** Sent with failures. */
  readonly errorCode?: number | string;
  /** Of the callbacks; all orders except `straight` are sent when the last status is reached. */
  readonly order: (typeof RECEIPT_ORDERS)[number];
  /** How often each callback is sent. */
  readonly times: number;
  /** Parameters that are not in the vendor's documentation. */
  readonly extra: Readonly<Record<string, string>>;
  /** All callbacks are answered before the vendor's own answer is sent. */
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

/** Whether a status, by its name on the phones' page, is a failure. */
export const carriesErrorCode = (status: string): boolean => BAD_ENDS.includes(status);
