import { insertManyUnordered, SOFT } from '#libs/persistence';
import type { SimKey, SimRecipients } from '../../application/budgets/ports.ts';
import type { BudgetCollections, SimRecipientDocument } from './budget-collections.ts';

const QUARTER_MS = 900_000;
/** The longest month, and a day. */
const KEPT_MS = 32 * 86_400_000;
const MOST_LEASES = 8;
/** A recipient may be removed between two steps, by the sweep. */
const MOST_TRIES = 5;

export class MongoSimRecipients implements SimRecipients {
  constructor(private readonly collections: Pick<BudgetCollections, 'recipients'>) {}

  async add(of: SimKey, lease: string, recipients: readonly string[], now: number): Promise<void> {
    let missing = recipients;
    for (let tries = 1; missing.length > 0; tries++) {
      const known = await this.insertNew(of, lease, missing, now);
      if (known.length === 0) return;
      const updated = await this.touch(of, lease, known, now);
      if (updated === known.length) return;
      if (tries >= MOST_TRIES) throw new Error('Recipients of a SIM were removed while they were added.');
      missing = known;
    }
  }

  async keepOnly({ tenant, sim }: SimKey, lease: string, kept: readonly string[], since: number): Promise<void> {
    const { recipients } = this.collections;
    const touched = { tenant, sim, last_at: { $gte: new Date(since - QUARTER_MS) }, leases: lease };
    const found = await recipients.find(touched, { projection: { recipient: 1 } }).toArray();
    const isKept = new Set(kept);
    const ids = found.flatMap(({ _id, recipient }) => (isKept.has(recipient) ? [] : _id));
    if (ids.length === 0) return;
    const nothing = { tenant, _id: { $in: ids }, leases: { $size: 0 }, sure: { $ne: true } };
    await recipients.updateMany({ tenant, _id: { $in: ids } }, { $pull: { leases: lease as never } });
    await recipients.updateMany({ ...nothing, before: { $exists: true } }, [
      { $set: { last_at: '$before', sure: true } },
      { $unset: ['before'] },
    ] as never);
    await recipients.deleteMany({ ...nothing, before: { $exists: false } });
  }

  count({ tenant, sim }: SimKey, since: number, most: number): Promise<number> {
    if (most === 0) return Promise.resolve(0);
    return this.collections.recipients.countDocuments(
      { tenant, sim, last_at: { $gte: new Date(since) } },
      { limit: most, readConcern: { level: 'local' } },
    );
  }

  async newest({ tenant, sim }: SimKey, since: number, most: number): Promise<readonly string[]> {
    const found = await this.collections.recipients
      .find(
        { tenant, sim, last_at: { $gte: new Date(since) } },
        { projection: { _id: 0, recipient: 1 }, sort: { last_at: -1 }, limit: most, readConcern: { level: 'local' } },
      )
      .toArray();
    return found.map(({ recipient }) => recipient);
  }

  /** Returns those that are stored already. */
  private async insertNew(
    { tenant, sim }: SimKey,
    lease: string,
    hashes: readonly string[],
    now: number,
  ): Promise<string[]> {
    const docs = hashes.map((recipient): SimRecipientDocument => {
      const [last_at, expires_at] = [new Date(now), new Date(now + KEPT_MS)];
      return { _id: `${tenant}.${sim}.${recipient}`, tenant, sim, recipient, last_at, leases: [lease], expires_at };
    });
    const collection = this.collections.recipients.acrossTenants('Each document names its tenant.');
    const ends = await insertManyUnordered(collection, docs);
    return hashes.filter((_, i) => ends[i] !== 'inserted');
  }

  /** Each got another text by the lease. Returns how many there are. */
  private async touch({ tenant, sim }: SimKey, lease: string, hashes: readonly string[], now: number): Promise<number> {
    const since = new Date(now - (now % QUARTER_MS));
    const isOld = { $lt: ['$last_at', since] };
    const isFull = { $gte: [{ $size: '$leases' }, MOST_LEASES] };
    const leases = { $cond: [isFull, '$leases', { $setUnion: ['$leases', [lease]] }] };
    const update = {
      before: { $cond: [isOld, '$last_at', { $ifNull: ['$before', '$$REMOVE'] }] },
      leases: { $cond: [isOld, [lease], leases] },
      sure: { $cond: [isOld, false, { $or: [{ $ifNull: ['$sure', false] }, isFull] }] },
      last_at: { $cond: [isOld, new Date(now), '$last_at'] },
      expires_at: new Date(now + KEPT_MS),
    };
    const ids = hashes.map((hash) => `${tenant}.${sim}.${hash}`);
    const filter = { tenant, _id: { $in: ids } };
    return (await this.collections.recipients.updateMany(filter, [{ $set: update }] as never, SOFT)).matchedCount;
  }
}
