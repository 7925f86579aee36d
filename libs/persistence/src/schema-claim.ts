import type { Collection, UpdateFilter } from 'mongodb';
import { clock, newHolder, sleep } from '#libs/kernel';
import { insertManyUnordered } from './insert-many.ts';
import type { Progress } from './migrations.ts';
import type { MongoSession } from './session.ts';

/** The version of one service's data, and the replica that migrates it. */
export interface SchemaDocument {
  /** The service. */
  readonly _id: string;
  /** Of the last finished migration; 0 before the first. */
  readonly version: number;
  readonly claim?: { readonly holder: string; readonly until: Date };
  /** Progress of the migration after `version`. */
  readonly reached?: string;
}

export const SCHEMA_COLLECTION = 'schema_versions';

/** Another replica has taken over. */
export class ClaimLost extends Error {}

export class SchemaDocuments {
  readonly #documents: Collection<SchemaDocument>;
  readonly #owner: string;
  readonly #termMs: number;

  constructor(session: MongoSession, owner: string, termMs: number) {
    this.#documents = session.collection<SchemaDocument>(SCHEMA_COLLECTION);
    this.#owner = owner;
    this.#termMs = termMs;
  }

  /** Data without a version was written before versions existed. */
  async read(): Promise<SchemaDocument> {
    const found = await this.#documents.findOne({ _id: this.#owner });
    if (found) return found;
    const first: SchemaDocument = { _id: this.#owner, version: 0 };
    await insertManyUnordered(this.#documents, [first]);
    return (await this.#documents.findOne({ _id: this.#owner })) ?? first;
  }

  /** Undefined while another replica migrates, or if the data has another version now. */
  async claim(version: number): Promise<SchemaClaim | undefined> {
    const now = clock.now();
    const holder = newHolder();
    const free = { $or: [{ claim: { $exists: false } }, { 'claim.until': { $lt: new Date(now) } }] };
    const claim = { holder, until: new Date(now + this.#termMs) };
    const claimed = await this.#documents.findOneAndUpdate(
      { _id: this.#owner, version, ...free },
      { $set: { claim } },
      { returnDocument: 'after' },
    );
    return claimed ? new SchemaClaim(this.#documents, claimed, holder, this.#termMs) : undefined;
  }
}

/** The right to run migrations. Its writes succeed only while it holds the claim. */
export class SchemaClaim implements Progress {
  reached: string | undefined;
  readonly #documents: Collection<SchemaDocument>;
  readonly #mine;
  readonly #termMs: number;

  constructor(documents: Collection<SchemaDocument>, { _id, reached }: SchemaDocument, holder: string, termMs: number) {
    this.reached = reached;
    this.#documents = documents;
    this.#mine = { _id, 'claim.holder': holder };
    this.#termMs = termMs;
  }

  async reach(at: string): Promise<void> {
    await this.#write({ $set: { reached: at, 'claim.until': this.#until() } });
    this.reached = at;
  }

  /** A migration has ended. */
  async finish(version: number): Promise<void> {
    await this.#write({ $set: { version, 'claim.until': this.#until() }, $unset: { reached: '' } });
    this.reached = undefined;
  }

  /** Keeps the claim while `work` runs, and releases it at the end, also after a failure. */
  async during(work: () => Promise<void>): Promise<void> {
    const done = new AbortController();
    const kept = this.#keep(done.signal);
    try {
      await work();
    } finally {
      done.abort();
      await kept;
      await this.#documents.updateOne(this.#mine, { $unset: { claim: '' } }).catch(() => undefined);
    }
  }

  /** A single batch may take longer than a term. The next write meets a failure here too. */
  async #keep(done: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#termMs / 3, done);
      if (done.aborted) return;
      const longer = { $set: { 'claim.until': this.#until() } };
      await this.#documents.updateOne(this.#mine, longer).catch(() => undefined);
    }
  }

  async #write(change: UpdateFilter<SchemaDocument>): Promise<void> {
    const { matchedCount } = await this.#documents.updateOne(this.#mine, change);
    if (matchedCount === 0) throw new ClaimLost('Another replica migrates the data now.');
  }

  readonly #until = (): Date => new Date(clock.now() + this.#termMs);
}
