import type { Filter } from 'mongodb';
import { LANES, type MessageDocument, type NoRouteReason } from '#libs/contracts';
import { clock } from '#libs/kernel';
import type { WaitingMessages } from '../../application/routing/ports.ts';
import type { Collections } from './collections.ts';
import { restUntil } from './moves.ts';

type Those = Filter<MessageDocument> & { readonly 'waits_for.routes': { readonly $in: string[] } };

/** Messages that store the routes they wait for. */
export class MongoWaitingMessages implements WaitingMessages {
  constructor(private readonly collections: Pick<Collections, 'messages'>) {}

  async wanted(routes: readonly string[]): Promise<ReadonlySet<string>> {
    const waits = (route: string): Promise<MessageDocument | null> =>
      this.all.findOne({ 'waits_for.routes': route, status: 'PENDING' }, { projection: { _id: 1 } });
    const found = await Promise.all(routes.map(async (route) => ((await waits(route)) ? [route] : [])));
    return new Set(found.flat());
  }

  wake(routes: readonly string[], limit: number): Promise<number> {
    return this.wakeThose({ 'waits_for.routes': { $in: [...routes] }, lane: 'urgent' }, limit);
  }

  wakeThrottled(routes: readonly string[], limit: number): Promise<number> {
    const throttled = { 'waits_for.routes': { $in: [...routes] }, 'waits_for.reason': 'throttled' as const };
    return this.wakeThose({ ...throttled, lane: { $in: [...LANES] } }, limit);
  }

  private async wakeThose(those: Those, limit: number): Promise<number> {
    if (those['waits_for.routes'].$in.length === 0) return 0;
    const now = new Date(clock.now());
    // An older process grants without removing `waits_for`: the messages that it granted do not wait.
    const waiting: Filter<MessageDocument> = { ...those, status: 'PENDING', wake_at: { $gt: now } };
    const found = await this.all.find(waiting, { projection: { _id: 1 }, limit, hint: 'waits_for' }).toArray();
    const { filter, update } = restUntil(now);
    if (found.length > 0) await this.all.updateMany({ ...filter, _id: { $in: found.map(({ _id }) => _id) } }, update);
    return found.length;
  }

  async counts(most: number): Promise<ReadonlyMap<NoRouteReason, number>> {
    const groups = this.all.aggregate<{ _id: NoRouteReason; count: number }>([
      { $match: { 'waits_for.routes': { $exists: true }, status: 'PENDING' } },
      { $limit: most },
      { $group: { _id: '$waits_for.reason', count: { $sum: 1 } } },
    ]);
    return new Map((await groups.toArray()).map(({ _id, count }) => [_id, count]));
  }

  private get all() {
    return this.collections.messages.acrossTenants('a route belongs to one tenant, whose messages name it');
  }
}
