import type { Filter, UpdateFilter } from 'mongodb';
import { LANES, type Lane, type MessageDocument, type MessageStatus } from '#libs/contracts';
import { sleep, tenantOf, type MessageKey, type RequestKey, type TenantId, type Times } from '#libs/kernel';
import { insertManyUnordered, isConnectivity, READ_BACK, WriteGatherer, type TenantFilter } from '#libs/persistence';
import type {
  MoveOptions,
  DueMessage,
  Expected,
  GrantedTo,
  Inserted,
  Messages,
  NewMessage,
  RegrantedTo,
} from '../../application/ledger/ports.ts';
import type { Collections } from './collections.ts';
import { OPEN_STATUSES } from '../../domain/ledger/status.ts';
import { grantOf, inserted, moveOf, regrantOf, restUntil, promotionTo, type Move } from './moves.ts';

const everyTenant = 'one write moves messages of many tenants';
const READ_BACK_EVERY_MS = 200;
/** The caller has its answer already, and the text takes longer to reach its phone. */
const GATHER_MS = 5;

const rangeOf = (request: RequestKey) => ({ $gte: `${request}.` as MessageKey, $lt: `${request}/` as MessageKey });

export class MongoMessages implements Messages {
  /** Codes do not wait behind advertising. */
  private readonly inserts: Readonly<Record<'urgent' | 'others', WriteGatherer<readonly NewMessage[], Inserted>>>;

  constructor(
    private readonly collections: Collections,
    private readonly times: Times,
  ) {
    this.inserts = { urgent: this.gatherer(), others: this.gatherer() };
  }

  insert(messages: readonly NewMessage[]): Promise<Inserted> {
    const isUrgent = messages.every(({ lane }) => lane === 'urgent');
    return this.inserts[isUrgent ? 'urgent' : 'others'].add(messages);
  }

  private gatherer(): WriteGatherer<readonly NewMessage[], Inserted> {
    return new WriteGatherer({
      name: 'messages',
      flush: (groups) => this.insertAll(groups),
      weigh: (group) => group.length,
      everyMs: GATHER_MS,
      // A message that waited longer could be stored with its lease nearly over; the sweep fans it out again.
      waitAtMostMs: this.times.sendBeforeMs / 2,
    });
  }

  byKeys(keys: readonly MessageKey[]): Promise<MessageDocument[]> {
    return this.all.find({ _id: { $in: [...keys] } }).toArray();
  }

  byKey(key: MessageKey): Promise<MessageDocument | null> {
    return this.collections.messages.findOne({ tenant: tenantOf(key), _id: key });
  }

  /** Also one query for several lanes: the index is read lane by lane and merged by time. */
  async due(now: number, limit: number, lanes: readonly Lane[] = LANES): Promise<DueMessage[]> {
    const filter = { lane: { $in: [...lanes] }, wake_at: { $lte: new Date(now) } };
    const projection = { lane: 1, wake_at: 1 };
    const due = await this.all.find(filter, { projection, sort: { wake_at: 1 }, limit, batchSize: limit }).toArray();
    return due.map((it) => ({ key: it._id, lane: it.lane, wakeAt: it.wake_at!.getTime() }));
  }

  grant(keys: readonly MessageKey[], fence: number, to: GrantedTo): Promise<MessageKey[]> {
    return this.hold(keys, fence, to.holder, grantOf(fence, to));
  }

  regrant(keys: readonly MessageKey[], fence: number, to: RegrantedTo): Promise<MessageKey[]> {
    return this.hold(keys, fence, to.holder, regrantOf(fence, to));
  }

  private async hold(
    keys: readonly MessageKey[],
    fence: number,
    holder: string,
    { filter, update }: Move,
  ): Promise<MessageKey[]> {
    try {
      const { modifiedCount } = await this.update(keys, filter, update);
      if (modifiedCount === keys.length) return [...keys];
    } catch (error) {
      if (!isConnectivity(error)) throw error;
    }
    // Fewer matched, or the answer was lost and the driver does not repeat an updateMany: the messages with this holder
    // are ours.
    return this.heldBy(keys, holder, fence + 1);
  }

  async promoteStatus(keys: readonly MessageKey[], to: MessageStatus): Promise<void> {
    const { filter, update } = promotionTo(to);
    await this.update(keys, filter, update);
  }

  async moveFast(
    keys: readonly MessageKey[],
    expected: Expected,
    to: MessageStatus,
    also?: MoveOptions,
  ): Promise<number> {
    const { filter, update } = moveOf(expected, to, also);
    return (await this.update(keys, filter, update)).matchedCount;
  }

  async moveSlowly(key: MessageKey, expected: Expected, to: MessageStatus, also?: MoveOptions): Promise<boolean> {
    const { filter, update } = moveOf(expected, to, also);
    const one = { ...filter, _id: key, tenant: tenantOf(key) } as TenantFilter<MessageDocument>;
    return (await this.collections.messages.updateOne(one, update)).matchedCount === 1;
  }

  ofRequest(request: RequestKey, after: number, limit: number): Promise<MessageDocument[]> {
    const first = `${request}.${String(after + 1).padStart(4, '0')}`;
    const range = { $gte: first as MessageKey, $lt: `${request}/` as MessageKey };
    return this.collections.messages
      .find({ tenant: tenantOf(request), _id: range })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  async cancel(request: RequestKey, at: Date, wakeAt: Date, only?: MessageKey): Promise<void> {
    const which = { tenant: tenantOf(request), _id: only ?? rangeOf(request) };
    const open = { ...which, status: { $in: [...OPEN_STATUSES] }, cancel_at: { $exists: false } };
    await this.collections.messages.updateMany(open, { $set: { cancel_at: at } });
    const { filter, update } = restUntil(wakeAt);
    await this.collections.messages.updateMany({ ...filter, ...which } as TenantFilter<MessageDocument>, update);
  }

  pendingOfRequest(request: RequestKey, limit: number, after?: MessageKey): Promise<MessageDocument[]> {
    const range = after === undefined ? rangeOf(request) : { $gt: after, $lt: `${request}/` as MessageKey };
    return this.collections.messages
      .find({ tenant: tenantOf(request), _id: range, status: 'PENDING' })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
  }

  async countsOfRequest(request: RequestKey): Promise<Partial<Record<MessageStatus, number>>> {
    const groups = this.all.aggregate<{ _id: MessageStatus; count: number }>([
      { $match: { _id: rangeOf(request), tenant: tenantOf(request) } },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ]);
    return Object.fromEntries((await groups.toArray()).map(({ _id, count }) => [_id, count]));
  }

  countDeadLetters(most: number): Promise<number> {
    // The range over all ids of the tenant is only there so that the partial index is used.
    const state = { $in: ['pending', 'retrying'] as const };
    const pending = { tenant: { $gte: '' as TenantId }, 'dead_letter.state': state };
    return this.all.countDocuments(pending, { limit: most });
  }

  async drain(): Promise<void> {
    await Promise.all([this.inserts.urgent.drain(), this.inserts.others.drain()]);
  }

  private get all() {
    return this.collections.messages.acrossTenants(everyTenant);
  }

  private update(keys: readonly MessageKey[], filter: Filter<MessageDocument>, update: UpdateFilter<MessageDocument>) {
    return this.all.updateMany({ _id: { $in: [...keys] }, ...filter }, update);
  }

  private async insertAll(groups: readonly (readonly NewMessage[])[]): Promise<Inserted[]> {
    const messages = groups.flat();
    const mine = new Set<NewMessage>();
    let failure: unknown;
    try {
      const results = await insertManyUnordered(this.all, messages.map(inserted));
      messages.forEach((message, at) => results[at] === 'inserted' && mine.add(message));
    } catch (error) {
      if (groups.length > 1 && !isConnectivity(error)) return this.insertApart(groups);
      failure = error;
    }
    // After E11000 or a lost answer: the messages with our holder are ours, and no other dispatcher will send them.
    for (const message of await this.carryingTheirHolder(messages.filter((it) => !mine.has(it)))) mine.add(message);
    return groups.map((group) => ({
      mine: new Set(group.flatMap((message) => (mine.has(message) ? [message._id] : []))),
      ...(failure !== undefined && { failure }),
    }));
  }

  /** One document that the database refuses does not prevent the others from being stored. */
  private async insertApart(groups: readonly (readonly NewMessage[])[]): Promise<Inserted[]> {
    const results: Inserted[] = [];
    for (const group of groups) results.push(...(await this.insertAll([group])));
    return results;
  }

  private async carryingTheirHolder(messages: readonly NewMessage[]): Promise<NewMessage[]> {
    const granted = messages.filter(({ holder }) => holder !== undefined);
    if (granted.length === 0) return [];
    const stored = new Map((await this.readBack(granted.map(({ _id }) => _id))).map((it) => [it._id, it]));
    return granted.filter(({ _id, holder, fence }) => {
      const found = stored.get(_id);
      return found?.holder === holder && found?.fence === fence;
    });
  }

  private async heldBy(keys: readonly MessageKey[], holder: string, fence: number): Promise<MessageKey[]> {
    const stored = await this.readBack(keys);
    const mine = stored.filter((it) => it.holder === holder && it.fence === fence && it.status === 'SENDING');
    return mine.map(({ _id }) => _id);
  }

  /** Repeats the read while the database is away; after `sendBefore` no answer is useful any more. */
  private async readBack(keys: readonly MessageKey[]): Promise<MessageDocument[]> {
    const until = performance.now() + this.times.sendBeforeMs;
    for (;;) {
      try {
        return await this.all.find({ _id: { $in: [...keys] } }, READ_BACK).toArray();
      } catch (error) {
        if (!isConnectivity(error) || performance.now() > until) throw error;
        await sleep(READ_BACK_EVERY_MS);
      }
    }
  }
}
