import { randomBelow } from '#libs/kernel';
import type { CallbackEnd } from '../callbacks/callback-sender.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Text } from '../ledger/texts.ts';
import { carriesErrorCode, type ReceiptPlan, type Signature } from './receipt-plan.ts';
import { Waits } from './waits.ts';

/** The content of one receipt of the vendor. */
export interface Receipt {
  readonly text: Text;
  readonly status: string;
  readonly errorCode?: number | string;
  readonly extra: Readonly<Record<string, string>>;
  readonly signature: Signature;
}

/** Reports to the customer, by a callback or in a log; undefined if nothing is reported. */
export type Say = (receipt: Receipt) => Promise<CallbackEnd> | undefined;

/** Moves texts through their statuses and reports each to the customer. */
export class Progress {
  private readonly waits = new Waits();

  constructor(
    private readonly ledger: Ledger,
    private readonly say: Say,
    /** The name of a vendor's status on the phones' page. */
    readonly shown: (status: string) => string = (status) => status,
  ) {}

  /** Ends everything that is running, without further reports. */
  stop(): void {
    this.waits.breakOff();
  }

  /** Resolves when the last callback has ended. */
  async run(text: Text, plan: ReceiptPlan, statuses: readonly string[] = plan.statuses): Promise<void> {
    if (plan.mode === 'off') return this.ledger.moveInMemory(text, 'sent');
    const sends: (() => Promise<unknown>)[] = [];
    const sent: Promise<unknown>[] = [];
    for (const [index, status] of statuses.entries()) {
      const last = index === statuses.length - 1;
      if (!(await this.waits.wait(plan.stepMs + (last && plan.mode === 'delay' ? plan.delayMs : 0)))) return;
      const shown = this.shown(status);
      const errorCode = carriesErrorCode(shown) ? plan.errorCode : undefined;
      if (!text.deleted) this.ledger.move(text, shown, errorCode);
      const send = () => this.tell({ ...plan, text, status, errorCode }, plan.times);
      if (plan.order === 'straight') sent.push(send());
      else sends.push(send);
    }
    for (const send of arranged(sends, plan.order)) await send();
    await Promise.all(sent);
  }

  /** Reports the same `times` times, one after the other. */
  async tell(receipt: Receipt, times: number): Promise<CallbackEnd[]> {
    const ends: CallbackEnd[] = [];
    for (let time = 0; time < times; time++) {
      const end = this.say(receipt);
      if (end) ends.push(await end);
    }
    return ends;
  }
}

function arranged<Item>(items: readonly Item[], order: ReceiptPlan['order']): Item[] {
  if (order !== 'shuffled') return items.toReversed();
  const shuffled = [...items];
  for (let left = shuffled.length; left > 1; left--) {
    const drawn = randomBelow(left);
    [shuffled[left - 1], shuffled[drawn]] = [shuffled[drawn]!, shuffled[left - 1]!];
  }
  return shuffled;
}
