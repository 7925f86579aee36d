import type { MessageDocument } from '#libs/contracts';
import { clock, monotonicMs, type MessageKey, type Times } from '#libs/kernel';

type InTheAir = Pick<MessageDocument, '_id' | 'lane' | 'deadline'>;

/**
 * Routes whose adapter did not answer when their vendor was to be asked about messages. When everything starts again,
 * an adapter may be there a moment after the dispatcher looks, and its vendor can tell what was sent. Messages wait for
 * it from the first look of this process: urgent ones a lease, others a grace, none past its deadline.
 */
export class MissingAdapters {
  private readonly seen = new Map<string, { readonly since: number; readonly last: number }>();

  constructor(private readonly times: Pick<Times, 'leaseMs' | 'graceMs'>) {}

  /** The route's adapter did not answer now; returns the messages that wait for it. */
  missing(route: string, messages: readonly InTheAir[]): MessageKey[] {
    const { leaseMs, graceMs } = this.times;
    const last = monotonicMs();
    const before = this.seen.get(route);
    // While a message waits, looks are less than a lease apart; later it is missing anew.
    const since = before && last - before.last <= leaseMs ? before.since : last;
    this.seen.set(route, { since, last });
    const waits = ({ lane, deadline }: InTheAir): boolean =>
      last - since < (lane === 'urgent' ? leaseMs : graceMs) && clock.now() < deadline.getTime();
    return messages.filter(waits).map(({ _id }) => _id);
  }

  answered(route: string): void {
    this.seen.delete(route);
  }
}
