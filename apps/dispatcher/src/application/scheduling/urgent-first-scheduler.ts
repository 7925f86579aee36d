import { monotonicMs, sleep } from '#libs/kernel';

/** So long after an urgent message another one is expected. */
const EXPECTED_MS = 30_000;
const LONGEST_REST_MS = 100;

export interface Work {
  readonly urgent: boolean;
  readonly what: 'send' | 'store';
}

/**
 * Codes do not wait for a machine that is full of advertising. While urgent messages pass, everything else is written in
 * small pieces and one at a time, what is to be sent and what is to be stored in turn, and after each piece it rests for as
 * long as that took: the busier the machine, the more of it is left to the urgent.
 */
export class UrgentFirstScheduler {
  private claimedAt = -Infinity;
  private isTaken = false;
  private last: Work['what'] = 'store';
  private readonly waiting: Readonly<Record<Work['what'], (() => void)[]>> = { send: [], store: [] };

  /** An urgent message is here. */
  claim(): void {
    this.claimedAt = monotonicMs();
  }

  /** How many messages one piece of work is about. */
  pieceOf(urgent: boolean, size: { readonly usual: number; readonly small: number }): number {
    return this.mustYield(urgent) ? size.small : size.usual;
  }

  async inTurn<T>({ urgent, what }: Work, work: () => Promise<T>): Promise<T> {
    if (!this.mustYield(urgent)) return work();
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting[what].push(resolve));
    this.isTaken = true;
    this.last = what;
    const startedAt = monotonicMs();
    try {
      return await work();
    } finally {
      const restMs = Math.min(LONGEST_REST_MS, monotonicMs() - startedAt);
      void sleep(restMs).then(() => this.next());
    }
  }

  private mustYield(urgent: boolean): boolean {
    return !urgent && monotonicMs() - this.claimedAt < EXPECTED_MS;
  }

  private next(): void {
    const { send, store } = this.waiting;
    const [first, second] = this.last === 'send' ? [store, send] : [send, store];
    const next = first.shift() ?? second.shift();
    if (next) next();
    else this.isTaken = false;
  }
}
