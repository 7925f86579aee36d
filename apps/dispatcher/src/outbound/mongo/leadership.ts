import { clock, newHolder } from '#libs/kernel';
import { insertManyUnordered, SOFT, type MongoSession } from '#libs/persistence';
import type { Leadership } from '../../application/wake/ports.ts';

export interface Term {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

/**
 * The leadership of one replica, as a document with an expiry in the database's time. Two leaders would only do work
 * twice.
 */
export class MongoLeadership implements Leadership {
  private readonly me = newHolder();
  private readonly terms;

  constructor(
    session: MongoSession,
    private readonly name: string,
  ) {
    this.terms = session.collection<Term>('dispatcher_terms');
  }

  async hold(ttlMs: number): Promise<boolean> {
    const now = clock.now();
    const term = { holder: this.me, until: new Date(now + ttlMs) };
    const mineOrOver = { _id: this.name, $or: [{ holder: this.me }, { until: { $lt: new Date(now) } }] };
    const { matchedCount } = await this.terms.updateMany(mineOrOver, { $set: term }, SOFT);
    if (matchedCount === 1) return true;
    if (await this.terms.findOne({ _id: this.name }, { projection: { _id: 1 } })) return false;
    const [result] = await insertManyUnordered(this.terms, [{ _id: this.name, ...term }]);
    return result === 'inserted';
  }

  async release(): Promise<void> {
    await this.terms.deleteMany({ _id: this.name, holder: this.me });
  }
}
