import { randomBelow } from '#libs/kernel';
import type { Fault } from '../faults/fault.ts';
import { RuleBook } from '../faults/rule-book.ts';
import type { Text } from '../ledger/texts.ts';
import type { ReceiptPlan } from '../receipts/receipt-plan.ts';
import type { Voice } from './answer.ts';
import { Recent } from './recent.ts';

/** A vendor's behaviour until it is changed. */
export interface VendorSettings {
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Creates at the same time, creates in a second; above either it throttles. */
  readonly maxInFlight: number | null;
  readonly maxPerSecond: number | null;
  readonly retryAfterS: number;
  /** Per segment, as the vendor writes it. */
  readonly price: string;
  /** Where phones' answers are sent unless a call gives an address. */
  readonly inboundUrl: string | null;
  /** Where statuses are reported, of a vendor whose customers set one address for all texts. */
  readonly statusUrl: string | null;
}

/** A number with which the vendor always does the same. */
export interface MagicNumber {
  /** E.164 */
  readonly number: string;
  readonly does: string;
}

/** A text of the vendor's own on a phone: no customer sent it, so it is not in the ledger. */
export interface VendorAnswer {
  readonly from: string;
  /** The phone. */
  readonly to: string;
  readonly body: string;
  readonly at: number;
}

const ANSWERS_KEPT = 1_000;

/** Without delays and limits. */
export const USUAL_SETTINGS: Omit<VendorSettings, 'price'> = {
  latencyMs: 0,
  jitterMs: 0,
  maxInFlight: null,
  maxPerSecond: null,
  retryAfterS: 1,
  inboundUrl: null,
  statusUrl: null,
};

/** The controls of every vendor: settings, scripted faults, receipt plans. A reset restores those of the start. */
export class VendorRoom {
  readonly faults = new RuleBook<Fault>();
  readonly receiptRules = new RuleBook<Partial<ReceiptPlan>>();
  readonly answers = new Recent<VendorAnswer>(ANSWERS_KEPT);
  settings: VendorSettings;
  receipts: ReceiptPlan;
  private inFlight = 0;
  private second = 0;
  private inSecond = 0;

  constructor(
    readonly name: string,
    readonly voice: Voice,
    private readonly start: { readonly settings: VendorSettings; readonly receipts: ReceiptPlan },
    readonly numbers: readonly MagicNumber[] = [],
  ) {
    this.settings = start.settings;
    this.receipts = start.receipts;
  }

  /** The plan for one text: its rule's values over the general plan. */
  planFor({ to, account }: Pick<Text, 'to' | 'account'>): ReceiptPlan {
    return { ...this.receipts, ...this.receiptRules.take({ operation: 'create', to, account })?.value };
  }

  reset(): void {
    this.faults.clear();
    this.receiptRules.clear();
    this.answers.clear();
    this.settings = this.start.settings;
    this.receipts = this.start.receipts;
  }

  latencyMs(): number {
    const { latencyMs, jitterMs } = this.settings;
    return latencyMs + (jitterMs > 0 ? randomBelow(jitterMs + 1) : 0);
  }

  /** Takes a place among the running creates, or returns false if there is none. */
  enter(now: number): boolean {
    const { maxInFlight, maxPerSecond } = this.settings;
    const second = Math.floor(now / 1_000);
    if (second !== this.second) [this.second, this.inSecond] = [second, 0];
    if (this.inFlight >= (maxInFlight ?? Infinity) || this.inSecond >= (maxPerSecond ?? Infinity)) return false;
    this.inFlight += 1;
    this.inSecond += 1;
    return true;
  }

  leave(): void {
    this.inFlight -= 1;
  }
}
