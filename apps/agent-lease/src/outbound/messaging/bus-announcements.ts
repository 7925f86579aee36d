import { agentsChanged } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { Log } from '#libs/observability';
import type { Announcements } from '../../application/ports.ts';

const IN_ONE = 200;

export class BusAnnouncements implements Announcements {
  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
  ) {}

  /** Without the event the other replicas read the phones again within 5 s. */
  async agentsChanged(ids: readonly string[]): Promise<void> {
    try {
      for (let from = 0; from < ids.length; from += IN_ONE)
        await this.bus.publish(agentsChanged, { agents: ids.slice(from, from + IN_ONE) });
    } catch (err) {
      this.log.warn('phones.announcement_failed', { err });
    }
  }
}
