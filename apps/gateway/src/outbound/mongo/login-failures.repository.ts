import { createHmac } from 'node:crypto';
import type { Collection, Document } from 'mongodb';
import { clock } from '#libs/kernel';
import type { MongoSession } from '#libs/persistence';
import { delayAfter, FAILURES_FORGOTTEN_MS, KNOWN_FOR_MS } from '../../domain/login-throttle.ts';
import { LoginFailures, type Counted } from '../../application/users/ports.ts';
import { COLLECTIONS, type LoginFailuresDocument } from './documents.ts';
import { insertIfNew } from './insert-if-new.ts';
import { Recent, RECENT } from './recent.ts';

/** In the database, so that all replicas count in the same row. */
export class MongoLoginFailures extends LoginFailures {
  private readonly collection: Collection<LoginFailuresDocument>;
  private readonly key: Uint8Array;
  private readonly known = new Recent<string, boolean>(
    RECENT,
    async (_id) => (await this.collection.findOne({ _id })) !== null,
  );

  constructor(session: MongoSession, key: Uint8Array) {
    super();
    this.collection = session.collection<LoginFailuresDocument>(COLLECTIONS.loginFailures);
    this.key = key;
  }

  async waitMs(of: Counted): Promise<number> {
    const found = await this.collection.findOne({ _id: this.idOf(of) });
    return found ? Math.max(0, found.wait_until.getTime() - clock.now()) : 0;
  }

  /** First made and then counted: one of two upserts at once would be refused. */
  async add(of: Counted): Promise<void> {
    const _id = this.idOf(of);
    const now = clock.now();
    await insertIfNew(this.collection, { _id, failures: 0, wait_until: new Date(now), forgotten_at: new Date(now) });
    await this.collection.updateOne({ _id }, oneMore(now));
  }

  async clear(of: Counted): Promise<void> {
    await this.collection.deleteOne({ _id: this.idOf(of) });
  }

  knows(of: Required<Counted>): Promise<boolean> {
    return this.known.get(this.idOf(of, 'known'));
  }

  async remember(of: Required<Counted>): Promise<void> {
    const _id = this.idOf(of, 'known');
    const now = clock.now();
    const until = { forgotten_at: new Date(now + KNOWN_FOR_MS) };
    if (!(await insertIfNew(this.collection, { _id, failures: 0, wait_until: new Date(now), ...until })))
      await this.collection.updateOne({ _id }, { $set: until });
    this.known.forget(_id);
  }

  private idOf({ username, address }: Counted, use = 'login'): string {
    const parts = [use, username, ...(address === undefined ? [] : [address])];
    return createHmac('sha256', this.key).update(parts.join('|')).digest('base64url');
  }
}

/** By the number of failures; the last one is for all higher numbers. */
const DELAYS = Array.from({ length: 16 }, (_, failures) => delayAfter(failures));

/** One more, or the first again if the row has expired and the database has not removed it yet. */
function oneMore(now: number): Document[] {
  const isForgotten = { $lte: ['$forgotten_at', new Date(now)] };
  const delay = { $arrayElemAt: [DELAYS, { $min: ['$failures', DELAYS.length - 1] }] };
  return [
    { $set: { failures: { $cond: [isForgotten, 1, { $add: ['$failures', 1] }] } } },
    { $set: { wait_until: { $add: [new Date(now), delay] }, forgotten_at: new Date(now + FAILURES_FORGOTTEN_MS) } },
  ];
}
