import { LANES, type Lane } from '#libs/contracts';
import { handsOf, SHARED_HANDS, type Waits } from '../../domain/routing/lane-shares.ts';

/** The most hands of any lane at any time. */
export const MOST_HANDS = Math.max(...Object.values(handsOf({})));

interface Waiting {
  /** When its oldest message became due, ms since the epoch. */
  readonly since: number;
  readonly begin: () => void;
}

/** The hands (concurrent workers) of this process: each wake-up waits for a hand that its lane may have. */
export class Hands {
  private readonly busy: Record<Lane, number> = { urgent: 0, normal: 0, bulk: 0 };
  private readonly waiting: Readonly<Record<Lane, Waiting[]>> = { urgent: [], normal: [], bulk: [] };

  constructor(private readonly now: () => number) {}

  /** `since`: when the oldest message of the work became due. */
  async work<T>(lane: Lane, since: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.waiting[lane].push({ since, begin });
      this.giveOut();
    });
    try {
      return await work();
    } finally {
      this.busy[lane] -= 1;
      this.giveOut();
    }
  }

  /** Gives a free hand to the lane that is furthest below its share. */
  private giveOut(): void {
    for (;;) {
      const shares = handsOf(this.waits());
      const filled = (lane: Lane): number => this.busy[lane] / shares[lane];
      const [next] = LANES.filter((lane) => this.mayBegin(lane, shares[lane])).sort((a, b) => filled(a) - filled(b));
      if (next === undefined) return;
      this.busy[next] += 1;
      this.waiting[next].shift()!.begin();
    }
  }

  private mayBegin(lane: Lane, share: number): boolean {
    const isFree = lane === 'urgent' || this.busy.normal + this.busy.bulk < SHARED_HANDS;
    return this.waiting[lane].length > 0 && this.busy[lane] < share && isFree;
  }

  private waits(): Waits {
    const now = this.now();
    const ages = LANES.flatMap((lane) => {
      const waiting = this.waiting[lane];
      return waiting.length > 0 ? [[lane, now - Math.min(...waiting.map(({ since }) => since))] as const] : [];
    });
    return Object.fromEntries(ages);
  }
}
