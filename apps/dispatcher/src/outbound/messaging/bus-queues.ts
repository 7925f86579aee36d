import { statusChanged, wake, type StatusChange, type WakeJob } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { Announcements, WakeQueue } from '../../application/ports.ts';

export class BusWakeQueue implements WakeQueue {
  constructor(private readonly bus: Bus) {}

  enqueue(job: WakeJob): Promise<void> {
    return this.bus.enqueue(wake, job);
  }

  backlog(): Promise<number> {
    return this.bus.backlog(wake);
  }
}

export class BusAnnouncements implements Announcements {
  constructor(private readonly bus: Bus) {}

  statusChanged(items: readonly StatusChange[]): Promise<void> {
    return this.bus.publish(statusChanged, { items: [...items] });
  }
}
