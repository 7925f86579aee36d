import { phoneWork } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { PhoneHints } from '../../application/phones/ports.ts';
import type { Log } from '../../application/ports.ts';

const MOST = 200;

/** One event at a time: what arrives meanwhile goes into the next. */
export class BusPhoneHints implements PhoneHints {
  private readonly counts = new Map<string, number>();
  private sending = false;

  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  waiting(route: string, count: number): void {
    if (count === 0) return;
    this.counts.set(route, (this.counts.get(route) ?? 0) + count);
    if (!this.sending) void this.send();
  }

  private async send(): Promise<void> {
    this.sending = true;
    while (this.counts.size > 0) {
      const items = [...this.counts].slice(0, MOST).map(([route, count]) => ({ route, count }));
      for (const { route } of items) this.counts.delete(route);
      await this.bus.publish(phoneWork, { items }).catch((err: unknown) => this.log.warn('phones.untold', { err }));
    }
    this.sending = false;
  }
}
