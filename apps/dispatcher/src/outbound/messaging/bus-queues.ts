import { routesChanged, statusChanged, wake, type Lane, type StatusChange, type WakeJob } from '#libs/contracts';
import type { Bus } from '#libs/messaging';
import type { TenantId } from '#libs/kernel';
import type { RouteAnnouncements } from '../../application/routes/ports.ts';
import type { Announcements, MessageMetrics } from '../../application/ledger/ports.ts';
import type { Log } from '../../application/ports.ts';
import type { WakeQueue } from '../../application/wake/ports.ts';

export class BusWakeQueue implements WakeQueue {
  constructor(private readonly bus: Bus) {}

  enqueue(lane: Lane, job: WakeJob): Promise<void> {
    return this.bus.enqueue(wake[lane], job);
  }

  backlog(lane: Lane): Promise<number> {
    return this.bus.backlog(wake[lane]);
  }
}

/** Counts changes of routes, policies and senders, in the database that stores them. */
export interface ChangeCounter {
  beginChange(tenant: TenantId): Promise<string>;
  countChange(tenant: TenantId | undefined, begun?: string): Promise<void>;
}

/** Every replica learns of a change in time through its counter; the event tells it at once. */
export class BusAnnouncements implements Announcements, RouteAnnouncements {
  constructor(
    private readonly bus: Bus,
    private readonly log: Log,
    private readonly metrics: Pick<MessageMetrics, 'entered'>,
    private readonly counter: ChangeCounter,
  ) {}

  statusChanged(items: readonly StatusChange[]): Promise<void> {
    this.metrics.entered(items);
    return this.bus.publish(statusChanged, { items: [...items] });
  }

  async changingRoutes<Result>(
    tenant: TenantId,
    routes: readonly string[],
    change: () => Promise<Result>,
  ): Promise<Result> {
    const begun = await this.counter.beginChange(tenant);
    const result = await change();
    await this.counter.countChange(tenant, begun);
    if (result !== false) await this.tell(tenant, routes);
    return result;
  }

  async routesChanged(tenant: TenantId | undefined, routes: readonly string[]): Promise<void> {
    await this.counter.countChange(tenant);
    if (tenant) await this.tell(tenant, routes);
  }

  private async tell(tenant: TenantId, routes: readonly string[]): Promise<void> {
    try {
      await this.bus.publish(routesChanged, { tenant, routes: [...routes] });
    } catch (error) {
      this.log.warn('routes.change_untold', { routes, err: error });
    }
  }
}
