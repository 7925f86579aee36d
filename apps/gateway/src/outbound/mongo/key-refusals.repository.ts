import type { Collection } from 'mongodb';
import { clock, type ErrorCode, type TenantId } from '#libs/kernel';
import type { Log } from '#libs/observability';
import type { MongoSession } from '#libs/persistence';
import { KeyRefusals, type KeyRefusal } from '../../application/keys/ports.ts';
import { COLLECTIONS, type KeyRefusalsDocument } from './documents.ts';

interface Waiting {
  readonly tenant: TenantId;
  readonly codes: Map<string, number>;
}

const WRITTEN_EVERY_MS = 1_000;
/** Of keys whose counts wait to be written; others are not counted meanwhile. */
const MOST_WAITING = 10_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

/** Counted in memory, and written every second: a flood of refused calls costs one write a second for each key. */
export class MongoKeyRefusals extends KeyRefusals {
  private readonly collection: Collection<KeyRefusalsDocument>;
  private waiting = new Map<string, Waiting>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    session: MongoSession,
    private readonly log: Log,
  ) {
    super();
    this.collection = session.collection<KeyRefusalsDocument>(COLLECTIONS.keyRefusals);
  }

  note(tenant: TenantId, key: string, code: ErrorCode): void {
    const id = `${key}.${new Date(clock.now()).toISOString().slice(0, 10)}`;
    if (!this.waiting.has(id)) {
      if (this.waiting.size >= MOST_WAITING) return;
      this.waiting.set(id, { tenant, codes: new Map() });
    }
    const { codes } = this.waiting.get(id)!;
    codes.set(code, (codes.get(code) ?? 0) + 1);
    this.timer ??= setTimeout(() => void this.drain(), WRITTEN_EVERY_MS).unref();
  }

  async list(tenant: TenantId, key: string): Promise<readonly KeyRefusal[]> {
    const ofKey = { tenant, _id: { $gte: `${key}.`, $lt: `${key}/` } };
    const days = await this.collection.find(ofKey).sort({ _id: -1 }).limit(KEPT_DAYS).toArray();
    return days.flatMap(({ _id, codes }) =>
      Object.entries(codes).map(([code, count]) => ({ day: _id.slice(-10), code, count })),
    );
  }

  /** Writes what waits. */
  async drain(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const waiting = [...this.waiting];
    this.waiting = new Map();
    if (waiting.length === 0) return;
    const writes = waiting.map(([_id, { tenant, codes }]) => ({
      updateOne: {
        filter: { _id },
        update: {
          $inc: Object.fromEntries([...codes].map(([code, count]) => [`codes.${code}`, count])),
          $setOnInsert: { tenant, expires_at: new Date(clock.now() + KEPT_DAYS * DAY_MS) },
        },
        upsert: true,
      },
    }));
    const written = this.collection.bulkWrite(writes, { ordered: false });
    await written.catch((err: unknown) => this.log.warn('key_refusals.lost', { keys: waiting.length, err }));
  }
}
