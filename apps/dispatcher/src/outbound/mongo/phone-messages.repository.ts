import type { Filter } from 'mongodb';
import { MOST_LEASED, type MessageDocument, type MessageStatus } from '#libs/contracts';
import { clock, type MessageKey, type TenantId } from '#libs/kernel';
import { isConnectivity, READ_BACK } from '#libs/persistence';
import type { LeaseWrite, PhoneMessages, Renewal } from '../../application/phones/ports.ts';
import type { Collections } from './collections.ts';
import { leaseOf, renewalOf, restUntil, startOf, takenBackOf, type Move } from './moves.ts';

const HELD: MessageStatus[] = ['ASSIGNED', 'SENDING'];
/** More than a phone can hold under its leases. */
const MOST_HELD = 500;
const NEXT_FIRST = { pool_weight: -1, _id: 1 } as const;

/** Messages that phones fetch, start and report. */
export class MongoPhoneMessages implements PhoneMessages {
  constructor(private readonly collections: Pick<Collections, 'messages'>) {}

  waiting(
    tenant: TenantId,
    routes: readonly string[],
    { limit, countries }: { readonly limit: number; readonly countries?: readonly string[] },
  ): Promise<MessageDocument[]> {
    const served = countries && { country: { $in: [...countries] } };
    return this.collections.messages
      .find({ tenant, pool: { $in: [...routes] }, status: 'PENDING', ...served })
      .sort(NEXT_FIRST)
      .limit(limit)
      .toArray();
  }

  async lease(writes: readonly LeaseWrite[]): Promise<ReadonlySet<MessageKey>> {
    const taken = await Promise.all(
      writes.map(async ({ keys, fence, to }) => {
        try {
          if ((await this.update(keys, leaseOf(fence, to))) === keys.length) return keys;
        } catch (error) {
          if (!isConnectivity(error)) throw error;
        }
        // Fewer matched, or the answer was lost: those with this holder are the phone's.
        return this.withHolder(keys, fence + 1, to.holder);
      }),
    );
    return new Set(taken.flat());
  }

  private async withHolder(keys: readonly MessageKey[], fence: number, holder: string): Promise<MessageKey[]> {
    const held = { _id: { $in: [...keys] }, fence, status: { $in: HELD } };
    const stored = await this.all.find(held, READ_BACK).toArray();
    return stored.flatMap((it) => (it.holder === holder ? it._id : []));
  }

  underLeases(tenant: TenantId, agents: readonly string[], holders: readonly string[]): Promise<MessageDocument[]> {
    const leased = { agent: { $in: [...agents] }, holder: { $in: [...holders] as never[] } };
    return this.find({ tenant, ...leased, status: { $in: HELD } }, MOST_HELD * agents.length);
  }

  everUnder(tenant: TenantId, agent: string, holders: readonly string[]): Promise<MessageDocument[]> {
    return this.find({ tenant, agent, holder: { $in: [...holders] } as never }, MOST_LEASED * holders.length);
  }

  held(tenant: TenantId, agent: string, limit: number): Promise<MessageDocument[]> {
    return this.find({ tenant, agent, status: { $in: HELD } }, limit);
  }

  unstarted(tenant: TenantId, agent: string, limit: number): Promise<MessageDocument[]> {
    return this.find({ tenant, agent, status: 'ASSIGNED' }, limit);
  }

  async counts(tenant: TenantId, agent: string, most: number) {
    const { messages } = this.collections;
    const count = (filter: Filter<MessageDocument>): Promise<number> =>
      messages.countDocuments({ ...filter, tenant } as never, { limit: most });
    const [assigned, sending, waiting] = await Promise.all([
      count({ agent, status: 'ASSIGNED' }),
      count({ agent, status: 'SENDING' }),
      count({ pool: agent, status: 'PENDING' }),
    ]);
    return { assigned, sending, waiting };
  }

  start(keys: readonly MessageKey[], fence: number, now: Date): Promise<number> {
    return this.update(keys, startOf(fence, now));
  }

  renew(keys: readonly MessageKey[], fence: number, of: Renewal): Promise<number> {
    return this.update(keys, renewalOf(fence, of));
  }

  takeBack(keys: readonly MessageKey[], fence: number, wakeAt: Date, before?: Date): Promise<number> {
    return this.update(keys, takenBackOf(fence, wakeAt, before));
  }

  async lookNow(keys: readonly MessageKey[], fence: number, now: Date): Promise<void> {
    await this.update(keys, { filter: { fence, status: 'SENDING' }, update: { $set: { wake_at: now } } });
  }

  wakeQueued(tenant: TenantId, routes: readonly string[], limit: number, outside?: readonly string[]): Promise<number> {
    const elsewhere = outside && { country: { $nin: [...outside] } };
    const unpinned = { pinned_route: { $exists: false }, waits_for: { $exists: false } };
    return this.wake({ tenant, pool: { $in: [...routes] }, status: 'PENDING', ...unpinned, ...elsewhere }, limit);
  }

  wakeWaiting(tenant: TenantId, routes: readonly string[], limit: number): Promise<number> {
    const elsewhere = { pool: { $exists: true, $nin: [...routes] } };
    return this.wake({ tenant, 'waits_for.routes': { $in: [...routes] }, status: 'PENDING', ...elsewhere }, limit);
  }

  private async wake(those: Filter<MessageDocument> & { tenant: TenantId }, limit: number): Promise<number> {
    const now = new Date(clock.now());
    const due = { ...those, wake_at: { $gt: now } };
    const found = await this.collections.messages.find(due as never, { projection: { _id: 1 }, limit }).toArray();
    const { filter, update } = restUntil(now);
    if (found.length > 0)
      await this.update(
        found.map(({ _id }) => _id),
        { filter, update },
      );
    return found.length;
  }

  private find(filter: Filter<MessageDocument> & { tenant: TenantId }, limit = MOST_HELD): Promise<MessageDocument[]> {
    return this.collections.messages
      .find(filter as never)
      .limit(limit)
      .toArray();
  }

  private async update(keys: readonly MessageKey[], { filter, update }: Move): Promise<number> {
    if (keys.length === 0) return 0;
    return (await this.all.updateMany({ _id: { $in: [...keys] }, ...filter }, update)).matchedCount;
  }

  private get all() {
    return this.collections.messages.acrossTenants('phones of many tenants are served by one write');
  }
}
