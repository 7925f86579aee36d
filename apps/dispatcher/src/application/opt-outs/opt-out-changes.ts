import type { TenantId } from '#libs/kernel';
import type { RouteAnnouncements } from '../routes/ports.ts';
import { knownEverywhere } from '../routing/route-table.ts';

/** Adds opt-outs so that no replica sends to their numbers once a call is answered. */
export class OptOutChanges {
  /** Tenants whose first opt-out this process has counted: a tenant that had one is always asked about. */
  private readonly counted = new Set<TenantId>();

  constructor(private readonly announcements: Pick<RouteAnnouncements, 'changingRoutes'>) {}

  /**
   * A replica asks for opt-outs only if it knows that the tenant has had any, so the first is counted like a change of
   * routes. Messages that passed the check just before may be granted for a quarter of a second.
   */
  async adding<Result>(tenant: TenantId, add: () => Promise<Result>): Promise<Result> {
    const isFirst = !this.counted.has(tenant);
    const result = await (isFirst ? this.announcements.changingRoutes(tenant, [], add) : add());
    this.counted.add(tenant);
    if (isFirst) await knownEverywhere();
    await knownEverywhere();
    return result;
  }
}
