import { monotonicMs, sleep } from '#libs/kernel';

/** For this long after an urgent message another one is expected. */
const EXPECTED_MS = 30_000;
const LONGEST_REST_MS = 100;

export interface Work {
  readonly urgent: boolean;
  readonly what: 'send' | 'store';
}

/**
 * Codes do not wait behind advertising on a busy machine. While urgent messages are sent, everything else is written in
 * small pieces and one at a time, sends and inserts in turn, with a pause after each piece for as long as it took: the
 * busier the machine, the more of it is left to urgent messages.
 */
export class UrgentFirstScheduler {
  private claimedAt = -Infinity;
  private isTaken = false;
  private last: Work['what'] = 'store';
  private readonly waiting: Readonly<Record<Work['what'], (() => void)[]>> = { send: [], store: [] };

  /** An urgent message has arrived. */
  claim(): void {
    this.claimedAt = monotonicMs();
  }

  /** How many messages one piece of work contains. */
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
