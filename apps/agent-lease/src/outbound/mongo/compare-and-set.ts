import { MongoServerError, type UpdateFilter } from 'mongodb';
import { randomBelow, sleep, type TenantId } from '#libs/kernel';
import { SOFT, type OfTenant, type TenantCollection, type TenantFilter } from '#libs/persistence';

/** A document that only whoever read its newest state replaces. */
export interface Revised extends OfTenant {
  readonly _id: string;
  readonly tenant: TenantId;
  readonly rev: number;
}

interface Waiting<State, Seen> {
  readonly step: (state: State, seen: Seen) => { next?: State; result: unknown };
  readonly soft: boolean;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface Stated<State extends object, Doc extends Revised, Seen> {
  readonly stateOf: (doc: Doc | null) => State;
  /** The fields to store; undefined ones are removed. */
  readonly fieldsOf: (state: State, id: { readonly tenant: TenantId; readonly key: string }) => Partial<Doc>;
  readonly seenBy: (state: State, id: { readonly tenant: TenantId; readonly key: string }) => Promise<Seen>;
}

const DUPLICATE_KEY = 11_000;
/** Between processes that change one document somebody always wins. */
const MOST_TRIES = 200;

/**
 * Changes of documents by single-document compare-and-set. Changes of one document that arrive while a write is in
 * flight share the next read and write, so that only processes compete.
 */
export class CompareAndSet<State extends object, Doc extends Revised, Seen> {
  readonly #waiting = new Map<string, Waiting<State, Seen>[]>();

  constructor(
    private readonly collection: TenantCollection<Doc>,
    private readonly of: Stated<State, Doc, Seen>,
  ) {}

  change<Result>(
    tenant: TenantId,
    key: string,
    step: (state: State, seen: Seen) => { readonly next?: State; readonly result: Result },
    { soft }: { readonly soft: boolean } = { soft: false },
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const _id = `${tenant}.${key}`;
      const waiting = this.#waiting.get(_id);
      const one = { step, soft, resolve, reject };
      if (waiting) waiting.push(one);
      else {
        this.#waiting.set(_id, [one]);
        void this.run(_id, { tenant, key });
      }
    });
  }

  private async run(_id: string, id: { tenant: TenantId; key: string }): Promise<void> {
    const waiting = this.#waiting.get(_id)!;
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      await this.apply(_id, id, batch).catch((error: unknown) => batch.forEach(({ reject }) => reject(error)));
    }
    this.#waiting.delete(_id);
  }

  private async apply(
    _id: string,
    id: { tenant: TenantId; key: string },
    batch: readonly Waiting<State, Seen>[],
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      // The filter of the write decides; a state that is not durable yet is only where it begins.
      const filter = { tenant: id.tenant, _id } as unknown as TenantFilter<Doc>;
      const doc = (await this.collection.findOne(filter, { readConcern: { level: 'local' } })) as Doc | null;
      const first = this.of.stateOf(doc);
      const seen = await this.of.seenBy(first, id);
      let state = first;
      let soft = true;
      const results = batch.map((one) => {
        const { next, result } = one.step(state, seen);
        if (next && next !== state) {
          state = next;
          soft &&= one.soft;
        }
        return result;
      });
      const stored = state === first || (await this.write(_id, id, doc?.rev, state, soft));
      if (stored) return batch.forEach(({ resolve }, i) => resolve(results[i] as never));
      if (tries >= MOST_TRIES) throw new Error(`${this.collection.name}: somebody else always wrote first.`);
      if (tries > 2) await sleep(randomBelow(5));
    }
  }

  private async write(
    _id: string,
    id: { tenant: TenantId; key: string },
    rev: number | undefined,
    state: State,
    soft: boolean,
  ): Promise<boolean> {
    const fields = Object.entries(this.of.fieldsOf(state, id));
    const $set = Object.fromEntries(fields.filter(([, value]) => value !== undefined));
    const $unset = Object.fromEntries(fields.flatMap(([name, value]) => (value === undefined ? [[name, '']] : [])));
    const how = soft ? SOFT : {};
    const filter = { tenant: id.tenant, _id, rev: rev ?? 0 } as unknown as TenantFilter<Doc>;
    const update = { $set, ...(Object.keys($unset).length > 0 && { $unset }), $inc: { rev: 1 } };
    try {
      const done = await this.collection.updateOne(filter, update as unknown as UpdateFilter<Doc>, {
        ...how,
        upsert: rev === undefined,
      });
      return done.matchedCount + done.upsertedCount > 0;
    } catch (error) {
      // Somebody else made it first.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }
}
